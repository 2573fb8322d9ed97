"""Looks added to a workbook that somebody else made: copies of its own cell formats on another ground."""

from __future__ import annotations

import re

_PREFIX = rb"<((?:\w+:)?)styleSheet\b"
_XF = re.compile(rb"<(?:\w+:)?xf\b[^>]*?/>|<(?:\w+:)?xf\b[^>]*?[^/]>.*?</(?:\w+:)?xf>", re.DOTALL)
_ATTRIBUTE = rb'\s%s="[^"]*"'


class AddedStyles:
    """The `styles.xml` of a workbook, plain, with formats added at its end; indexes given out stay valid."""

    def __init__(self, styles: bytes) -> None:
        found = re.search(_PREFIX, styles)
        if found is None:
            raise ValueError("no styles")
        self.prefix = found[1].decode("ascii")
        self._head, self._formats, self._tail = _split(styles, b"cellXfs")
        self._xfs = _XF.findall(self._formats)
        if not self._xfs:
            raise ValueError("no cell formats")
        self._fills: dict[str, int] = {}
        self._fonts: dict[str, int] = {}
        self._known: dict[tuple[int, str, str, bool], int] = {}
        self._first_fill = _count(styles, b"fills", b"fill")
        self._first_font = _count(styles, b"fonts", b"font")

    def on_ground(self, base: int, colour: str, font: str = "", wrap: bool = False) -> int:
        """The index of format `base` on a ground of this colour ("": none), with a font of `bold` or `title`."""
        key = (base, colour, font, wrap)
        if key not in self._known:
            xf = self._xfs[base] if base < len(self._xfs) else self._xfs[0]
            xf = _with(xf, b"fillId", b"%d" % self._fill(colour)) if colour else xf
            xf = _with(xf, b"applyFill", b"1") if colour else xf
            if font:
                xf = _with(_with(xf, b"fontId", b"%d" % self._font(font)), b"applyFont", b"1")
            self._known[key] = len(self._xfs)
            self._xfs.append(_wrapped(xf, self.prefix.encode("ascii")) if wrap else xf)
        return self._known[key]

    def content(self) -> bytes:
        """The whole part."""
        prefix = self.prefix.encode("ascii")
        joined = b"".join(self._xfs)
        opened = b'<%scellXfs count="%d">' % (prefix, len(self._xfs))
        whole = self._head + opened + joined + b"</%scellXfs>" % prefix + self._tail
        fills = b"".join(
            b'<%sfill><%spatternFill patternType="solid"><%sfgColor rgb="FF%s"/><%sbgColor indexed="64"/>'
            b"</%spatternFill></%sfill>" % (prefix, prefix, prefix, colour.encode("ascii"), prefix, prefix, prefix)
            for colour in self._fills
        )
        fonts = b"".join(_font_xml(prefix, name) for name in self._fonts)
        whole = _appended(whole, b"fills", fills, self._first_fill + len(self._fills))
        return _appended(whole, b"fonts", fonts, self._first_font + len(self._fonts))

    def _fill(self, colour: str) -> int:
        return self._fills.setdefault(colour, self._first_fill + len(self._fills))

    def _font(self, name: str) -> int:
        return self._fonts.setdefault(name, self._first_font + len(self._fonts))


def _font_xml(prefix: bytes, name: str) -> bytes:
    size = b"16" if name == "title" else b"10"
    face = "微软雅黑".encode()
    return b'<%sfont><%sb/><%ssz val="%s"/><%sname val="%s"/></%sfont>' % (
        prefix,
        prefix,
        prefix,
        size,
        prefix,
        face,
        prefix,
    )


def _split(styles: bytes, name: bytes) -> tuple[bytes, bytes, bytes]:
    found = re.search(rb"<(?:\w+:)?%s\b[^>]*>(.*?)</(?:\w+:)?%s>" % (name, name), styles, re.DOTALL)
    if found is None:
        raise ValueError(f"no {name.decode()}")
    return styles[: found.start()], found[1], styles[found.end() :]


def _count(styles: bytes, group: bytes, single: bytes) -> int:
    _, inside, _ = _split(styles, group)
    return len(re.findall(rb"<(?:\w+:)?%s(?=[\s/>])" % single, inside))


def _appended(styles: bytes, group: bytes, more: bytes, count: int) -> bytes:
    if not more:
        return styles
    found = re.search(rb"<((?:\w+:)?)%s\b[^>]*>(.*?)</(?:\w+:)?%s>" % (group, group), styles, re.DOTALL)
    if found is None:
        raise ValueError(f"no {group.decode()}")
    prefix = found[1]
    opened = b'<%s%s count="%d">' % (prefix, group, count)
    return styles[: found.start()] + opened + found[2] + more + b"</%s%s>" % (prefix, group) + styles[found.end() :]


def _with(xf: bytes, name: bytes, value: bytes) -> bytes:
    """The format with this attribute set in its opening tag."""
    end = xf.index(b">")
    opening, rest = xf[:end], xf[end:]
    closing = b"/" if opening.endswith(b"/") else b""
    opening = re.sub(_ATTRIBUTE % name, b"", opening.removesuffix(b"/"))
    return opening + b' %s="%s"' % (name, value) + closing + rest


def _wrapped(xf: bytes, prefix: bytes) -> bytes:
    xf = _with(xf, b"applyAlignment", b"1")
    opening = xf[: xf.index(b">")].removesuffix(b"/")
    return opening + b'><%salignment vertical="center" wrapText="1"/></%sxf>' % (prefix, prefix)
