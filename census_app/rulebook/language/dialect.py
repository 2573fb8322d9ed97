"""Our own SQLGlot dialect: SQL's operators and precedence, nothing of SQL's functions, types or statements.

Every call is an anonymous function (SQLGlot's function table is never consulted: it would refuse
`sum(a, 条件)` and silently change the meaning of `max(a, 条件)`), operands are ours, and each node carries
its place in the text. What is not written below is not in the language.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar, NoReturn

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token, TokenType
from sqlglot.tokens import Tokenizer as SqlTokenizer

from census_app.rulebook.diagnostics import ExpressionError
from census_app.rulebook.expression import Span
from census_app.rulebook.language.foreign import DATE_WORDS, FOREIGN_WORDS, SPOKEN_OPERATORS
from census_app.rulebook.language.guards import check_text

MAX_TOKENS = 400
MAX_OPERATOR_RUN = 4
MAX_CASE_NESTING = 8
_REMEMBERED_LENGTH = 120


class CensusDialect(Dialect):
    """The rule language as SQLGlot sees it; tokens of the language and no others."""

    class Tokenizer(SqlTokenizer):
        """Keywords and punctuation of the language."""

        QUOTES = ["'"]  # noqa: RUF012
        STRING_ESCAPES = ["'"]  # noqa: RUF012
        IDENTIFIERS: ClassVar[list[str | tuple[str, str]]] = ['"']
        COMMENTS: ClassVar[list[str | tuple[str, str]]] = []
        COMMANDS: ClassVar[set[TokenType]] = set()
        KEYWORDS = {  # noqa: RUF012
            "AND": TokenType.AND, "OR": TokenType.OR, "NOT": TokenType.NOT, "IN": TokenType.IN, "IS": TokenType.IS,
            "NULL": TokenType.NULL, "TRUE": TokenType.TRUE, "FALSE": TokenType.FALSE, "LIKE": TokenType.LIKE,
            "BETWEEN": TokenType.BETWEEN, "CASE": TokenType.CASE, "WHEN": TokenType.WHEN, "THEN": TokenType.THEN,
            "ELSE": TokenType.ELSE, "END": TokenType.END, "<>": TokenType.NEQ, "<=": TokenType.LTE,
            ">=": TokenType.GTE,
        }  # fmt: skip
        SINGLE_TOKENS = {  # noqa: RUF012
            "(": TokenType.L_PAREN, ")": TokenType.R_PAREN, "[": TokenType.L_BRACKET, "]": TokenType.R_BRACKET,
            ",": TokenType.COMMA, ".": TokenType.DOT, ":": TokenType.COLON, "=": TokenType.EQ, "<": TokenType.LT,
            ">": TokenType.GT, "'": TokenType.UNKNOWN, "+": TokenType.PLUS, "-": TokenType.DASH,
            "*": TokenType.STAR, "/": TokenType.SLASH,
        }  # fmt: skip


class CensusParser(Parser):
    """SQLGlot's operator precedence over operands of our own."""

    DISJUNCTION = {TokenType.OR: exp.Or}  # noqa: RUF012
    CONJUNCTION = {TokenType.AND: exp.And}  # noqa: RUF012
    EQUALITY = {TokenType.EQ: exp.EQ, TokenType.NEQ: exp.NEQ}  # noqa: RUF012
    COMPARISON = {  # noqa: RUF012
        TokenType.LT: exp.LT, TokenType.LTE: exp.LTE, TokenType.GT: exp.GT, TokenType.GTE: exp.GTE,
    }  # fmt: skip
    TERM = {TokenType.PLUS: exp.Add, TokenType.DASH: exp.Sub}  # noqa: RUF012
    FACTOR = {TokenType.STAR: exp.Mul, TokenType.SLASH: exp.Div}  # noqa: RUF012

    def parse_expression(self, tokens: list[Token], text: str) -> exp.Expr:
        """The tree of one expression; raises `ExpressionError` at the token that does not fit."""
        self.reset()
        self.sql = text
        self._chunks = [tokens]
        self._advance_chunk()
        return self._parse_whole()

    def raise_error(self, message: str, token: Token | None = None) -> NoReturn:
        """Every error of the parser, as ours."""
        self._refuse("这里写得不完整", "检查前后的运算符和括号", token)

    def expression(self, instance: Any, token: Token | None = None, comments: list[str] | None = None) -> Any:
        """Give the node its place: that of its parts, or of the token just read."""
        place = token or self._prev
        starts, ends = [], []
        for child in instance.iter_expressions():
            starts.append(child.meta.get("start", place.start))
            ends.append(child.meta.get("end", place.end))
        if not starts:
            starts, ends = [place.start], [place.end]
        instance.meta["start"], instance.meta["end"] = min(starts), max(ends)
        return instance

    def _parse_whole(self) -> exp.Expr:
        tree = self._operand(self._parse_disjunction())
        if self._curr:
            self._refuse_leftover()
        return tree

    def _parse_disjunction(self) -> Any:
        return self._left_chain(self._parse_conjunction, self.DISJUNCTION)

    def _parse_conjunction(self) -> Any:
        return self._left_chain(self._parse_equality, self.CONJUNCTION)

    def _parse_equality(self, parse_is: bool = True) -> Any:
        this = self._parse_comparison()
        if self._ahead(this, self.EQUALITY):
            operator = self.EQUALITY[self._prev.token_type]
            this = self.expression(
                operator(this=self._operand(this), expression=self._operand(self._parse_comparison()))
            )
        return self._no_chain(this, (*self.EQUALITY, *self.COMPARISON))

    def _parse_comparison(self, this: Any = None) -> Any:
        this = self._parse_range()
        if self._ahead(this, self.COMPARISON):
            operator = self.COMPARISON[self._prev.token_type]
            this = self.expression(operator(this=self._operand(this), expression=self._operand(self._parse_range())))
            return self._no_chain(this, tuple(self.COMPARISON))
        return this

    def _parse_range(self, this: Any = None, parse_is: bool = False) -> Any:
        this = self._parse_bitwise()
        while True:
            if self._match(TokenType.IS):
                this = self._null_test(self._operand(this))
                continue
            negated = self._curr.token_type == TokenType.NOT and self._next.token_type in _RANGES
            if negated:
                self._advance()
            if self._curr.token_type not in _RANGES:
                return this
            start = self._operand(this).meta["start"]
            self._advance()
            this = self._range_tail(self._prev.token_type, this)
            if negated:
                this = self._placed(exp.Not(this=this), start, this.meta["end"])

    def _range_tail(self, kind: TokenType, this: exp.Expr) -> exp.Expr:
        if kind == TokenType.LIKE:
            return self._made(exp.Like(this=this, expression=self._operand(self._parse_bitwise())))
        if kind == TokenType.BETWEEN:
            low = self._operand(self._parse_bitwise())
            self._expect(TokenType.AND, "between 后面要有 and", "写作 合同容量 between 0 and 100")
            return self._made(exp.Between(this=this, low=low, high=self._operand(self._parse_bitwise())))
        if self._match(TokenType.COLON):
            return self._made(exp.In(this=this, expressions=[self._parameter(self._prev)]))
        self._expect(TokenType.L_PAREN, "in 后面要有括号或参数", "写作 in ('高压', '低压') 或 in :列表")
        options = self._list_until(TokenType.R_PAREN)
        made = self._made(exp.In(this=this, expressions=options))
        return self._placed(made, made.meta["start"], self._prev.end)

    def _null_test(self, this: exp.Expr) -> exp.Expr:
        start = this.meta["start"]
        negated = self._match(TokenType.NOT)
        if not self._match(TokenType.NULL):
            self._refuse("is 后面只能是 null 或 not null", "布尔字段直接写名称，否定写 not 名称")
        made = self._placed(exp.Is(this=this, expression=exp.null()), start, self._prev.end)
        return self._placed(exp.Not(this=made), start, self._prev.end) if negated else made

    def _parse_bitwise(self) -> Any:
        return self._parse_term()

    def _parse_term(self, parse_mod: bool = True) -> Any:
        return self._left_chain(self._parse_factor, self.TERM)

    def _parse_factor(self, parse_mod: bool = True) -> Any:
        return self._left_chain(self._parse_unary, self.FACTOR)

    def _left_chain(self, part: Any, operators: Any) -> Any:
        this = part()
        while self._ahead(this, operators):
            operator = operators[self._prev.token_type]
            this = self._made(operator(this=self._operand(this), expression=self._operand(part())))
        return this

    def _ahead(self, left: exp.Expr | None, operators: Any) -> bool:
        """Whether one of the operators follows (then it is taken); its left side must be there."""
        if self._curr.token_type not in operators:
            return False
        self._operand(left)
        self._advance()
        return True

    def _parse_unary(self) -> Any:
        token = self._curr
        if self._match(TokenType.NOT):
            operand = self._operand(self._parse_equality())
            return self._placed(exp.Not(this=operand), token.start, operand.meta["end"])
        if self._match(TokenType.DASH):
            operand = self._operand(self._parse_unary())
            return self._placed(exp.Neg(this=operand), token.start, operand.meta["end"])
        return self._parse_operand()

    def _parse_operand(self) -> exp.Expr | None:
        token = self._curr
        literal = _LITERALS.get(token.token_type)
        if literal:
            self._advance()
            return self._placed(literal(token), token.start, token.end)
        if self._match(TokenType.L_PAREN):
            inner = self._operand(self._parse_disjunction())
            self._expect(TokenType.R_PAREN, "缺少右括号", "补上 )")
            return self._placed(exp.Paren(this=inner), token.start, self._prev.end)
        if self._match(TokenType.COLON):
            return self._parameter(token)
        if self._match(TokenType.CASE):
            return self._case(token)
        return self._name(token) if self._curr.token_type == TokenType.VAR else None

    def _parameter(self, colon: Token) -> exp.Expr:
        if self._curr.token_type != TokenType.VAR or self._curr.start != colon.end + 1:
            self._refuse("冒号后面要紧跟参数名", "写作 :容差")
        self._advance()
        made: exp.Expr = self._placed(exp.Placeholder(this=self._prev.text), colon.start, self._prev.end)
        if self._match(TokenType.L_BRACKET):
            key = self._operand(self._parse_term())
            self._expect(TokenType.R_BRACKET, "缺少 ]", "写作 :周期[重要性等级]")
            made = self._placed(exp.Bracket(this=made, expressions=[key]), colon.start, self._prev.end)
        return made

    def _case(self, first: Token) -> exp.Expr:
        if self._curr.token_type != TokenType.WHEN:
            self._refuse("case 后面要写 when", "写作 case when 条件 then 值 end")
        branches = []
        while self._match(TokenType.WHEN):
            condition = self._operand(self._parse_disjunction())
            self._expect(TokenType.THEN, "when 后面缺少 then", "写作 case when 条件 then 值 end")
            branches.append(self._made(exp.If(this=condition, true=self._operand(self._parse_disjunction()))))
        otherwise = self._operand(self._parse_disjunction()) if self._match(TokenType.ELSE) else None
        self._expect(TokenType.END, "case 缺少 end", "写作 case when 条件 then 值 end")
        return self._placed(exp.Case(ifs=branches, default=otherwise), first.start, self._prev.end)

    def _name(self, token: Token) -> exp.Expr:
        if token.text.upper() in FOREIGN_WORDS:
            self._refuse(*FOREIGN_WORDS[token.text.upper()], token)
        self._advance()
        if self._match(TokenType.L_PAREN):
            arguments = self._list_until(TokenType.R_PAREN)
            call = exp.Anonymous(this=token.text, expressions=arguments)
            call.meta["name_end"] = token.end
            return self._placed(call, token.start, self._prev.end)
        made: exp.Expr = self._placed(exp.Identifier(this=token.text), token.start, token.end)
        while self._match(TokenType.DOT):
            if self._curr.token_type != TokenType.VAR:
                self._refuse("点后面要写名称", "写作 台区.运行状态")
            self._advance()
            part = self._placed(exp.Identifier(this=self._prev.text), self._prev.start, self._prev.end)
            made = self._placed(exp.Dot(this=made, expression=part), token.start, self._prev.end)
        if isinstance(made, exp.Dot) and self._curr.token_type == TokenType.L_PAREN:
            self._refuse("函数名里不能有点", "函数直接写名称，例如 长度(用户名称)", token)
        return made

    def _list_until(self, closing: TokenType) -> list[exp.Expr]:
        if self._match(closing):
            return []
        items = [self._operand(self._parse_disjunction())]
        while self._match(TokenType.COMMA):
            items.append(self._operand(self._parse_disjunction()))
        self._expect(closing, "缺少右括号或逗号", "几个值之间写逗号，末尾补上 )")
        return items

    def _operand(self, tree: exp.Expr | None) -> exp.Expr:
        if tree is None:
            if self._curr and self._curr.token_type == TokenType.STAR:
                self._refuse("这里不能写 *", "数成员写作 count(计量点)，组内行数写作 count()")
            self._refuse("这里缺少一个值", "补上字段、参数、数字或文字")
        return tree

    def _expect(self, kind: TokenType, message: str, hint: str) -> None:
        if not self._match(kind):
            if self._curr and kind in {TokenType.R_PAREN, TokenType.R_BRACKET}:
                self._refuse_leftover()
            self._refuse(message, hint)

    def _no_chain(self, tree: Any, operators: tuple[TokenType, ...]) -> Any:
        if self._curr and self._curr.token_type in operators:
            self._refuse("比较不能连写", "写作 a < b and b < c，或 b between a and c")
        return tree

    def _refuse_leftover(self) -> NoReturn:
        word = self._curr.text
        if word.upper() in FOREIGN_WORDS:
            self._refuse(*FOREIGN_WORDS[word.upper()])
        if word in SPOKEN_OPERATORS:
            self._refuse(f"“{word}”不是运算符", f"写作 {SPOKEN_OPERATORS[word]}")
        if self._prev and self._prev.token_type == TokenType.NUMBER and self._curr.token_type == TokenType.VAR:
            hint = (
                "月数用 月前(6)，天数直接加减：今日 - 30"
                if word in DATE_WORDS
                else "单位由字段和参数声明，数字直接写 100"
            )
            self._refuse(f"数字后面不能写单位 {word}", hint)
        self._refuse(f"看不懂从“{word}”开始的部分", "两个条件之间写 and 或 or；参数写作 :容差")

    def _refuse(self, message: str, hint: str = "", token: Token | None = None) -> NoReturn:
        at = token or self._curr
        if not at:
            end = len(self.sql.rstrip())
            raise ExpressionError(self.sql, Span(end, end), f"表达式没有写完：{message}", hint)
        raise ExpressionError(self.sql, Span(at.start, at.end + 1), message, hint)

    def _made(self, node: exp.Expr) -> exp.Expr:
        made: exp.Expr = self.expression(node)
        return made

    @staticmethod
    def _placed(node: exp.Expr, start: int, end: int) -> exp.Expr:
        node.meta["start"], node.meta["end"] = start, end
        return node


_RANGES = frozenset({TokenType.LIKE, TokenType.BETWEEN, TokenType.IN})
_LITERALS: dict[TokenType, Any] = {
    TokenType.STRING: lambda token: exp.Literal.string(token.text),
    TokenType.NUMBER: lambda token: exp.Literal.number(token.text),
    TokenType.TRUE: lambda token: exp.true(),
    TokenType.FALSE: lambda token: exp.false(),
    TokenType.NULL: lambda token: exp.null(),
}
_RECURSIVE = frozenset({TokenType.NOT, TokenType.DASH})
_DIALECT = CensusDialect()


def parse(text: str) -> exp.Expr:
    """The SQLGlot tree of `text`, each node with `meta` start and end (inclusive); `ExpressionError` otherwise.

    Rules repeat scopes and names, so the trees of short texts are remembered; nobody changes them.
    """
    return _remembered(text) if len(text) <= _REMEMBERED_LENGTH else _parsed(text)


@lru_cache(maxsize=1024)
def _remembered(text: str) -> exp.Expr:
    return _parsed(text)


def _parsed(text: str) -> exp.Expr:
    check_text(text)
    try:
        tokens = _DIALECT.tokenize(text)
        _check_tokens(tokens, text)
        return CensusParser(error_level=ErrorLevel.IMMEDIATE, dialect=_DIALECT).parse_expression(tokens, text)
    except SqlglotError as error:
        raise ExpressionError(text, Span(0, len(text)), "看不懂这个表达式", "检查引号、括号和逗号") from error
    except RecursionError as error:
        raise ExpressionError(text, Span(0, len(text)), "表达式嵌套过深", "分成几个分支") from error


def _check_tokens(tokens: list[Token], text: str) -> None:
    if len(tokens) > MAX_TOKENS:
        token = tokens[MAX_TOKENS]
        raise ExpressionError(
            text,
            Span(token.start, token.end + 1),
            f"表达式超过 {MAX_TOKENS} 个词",
            "用列表参数代替长列表，或分成几个分支",
        )
    run = cases = 0
    for token in tokens:
        run = run + 1 if token.token_type in _RECURSIVE else 0
        cases += {TokenType.CASE: 1, TokenType.END: -1}.get(token.token_type, 0)
        if run > MAX_OPERATOR_RUN:
            raise ExpressionError(text, Span(token.start, token.end + 1), "not 或负号连写过多", "化简后再写")
        if cases > MAX_CASE_NESTING:
            raise ExpressionError(text, Span(token.start, token.end + 1), "case 嵌套过深", "用映射参数 :值[字段] 代替")
