"""What to do about a fault that a verification found."""

from __future__ import annotations

_RESTORE = "从这之前的备份恢复到一个新的工作区，再核对一遍"
_ADVICE = (
    ("数据库损坏", "停止使用这个工作区，从最近的备份恢复"),
    ("链头", "核对清单上印的链头有没有抄错；没有错，就说明日志尾部被删过或整个重写过：保留现状，从备份恢复并上报"),
    ("个人信息", "有人绕过程序改了个人信息：保留现状，查清是谁，从备份恢复"),
    ("动作", "有人绕过程序改了日志：保留现状，查清是谁，从备份恢复"),
    ("states", "用“重推核对”从批次和动作重新推出问题的状态"),
    ("的文件", _RESTORE),
    ("批次", _RESTORE),
    ("数据分片", "再导入一次这份档案，或从备份恢复"),
    ("快照", "再导入一次这份档案，或从备份恢复"),
    ("规则包", "重新安装这个规则包"),
    ("PIN", "请管理员重发开通码，并查清是谁改的"),
    ("比对", "重新运行比对"),
    ("关联集", "重新运行比对"),
    ("清单", _RESTORE),
)


def advice_on(fault: str) -> str:
    """One sentence of what to do."""
    return next((advice for word, advice in _ADVICE if word in fault), _RESTORE)
