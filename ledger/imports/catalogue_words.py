"""How catalogue sheets name their columns and values, in Chinese and English, after 政务信息资源目录编制指南 (2017)."""

from __future__ import annotations

import re
import unicodedata

HEADS: dict[str, str] = {
    word: field
    for field, words in {
        "code": "信息资源代码 资源代码 目录代码 目录编码 代码 编码 code identifier",
        "title": "信息资源名称 资源名称 目录名称 数据目录名称 名称 title name",
        "abstract": "信息资源摘要 资源摘要 摘要 abstract description",
        "provider": "信息资源提供方 提供方 提供单位 提供部门 provider",
        "provider_code": "信息资源提供方代码 提供方代码 统一社会信用代码 providercode",
        "format_class": "信息资源格式分类 格式分类 formatclass",
        "format": "信息资源格式类型 信息资源格式 格式类型 数据格式 格式 format formattype",
        "fields": "信息项 信息项名称 数据项 数据项名称 items fields",
        "field_types": "信息项数据类型 数据项类型 数据类型 datatypes",
        "field_lengths": "信息项数据长度 数据长度 长度 lengths",
        "share_type": "共享类型 共享属性 sharetype sharingclass",
        "condition": "共享条件 condition",
        "refusal_basis": "不予共享依据 不予共享理由 不予共享理由与依据 refusalbasis",
        "share_mode": "共享方式 sharemode mode",
        "update_cycle": "更新周期 更新频率 数据更新频率 updatecycle",
        "grade": "数据级别 数据分级 分级 级别 安全级别 grade",
        "manager": "主管部门 主管部门代码 管理部门 管理部门代码 manager",
        "personal_data": "是否含个人信息 含个人信息 personaldata",
        "is_open": "是否开放 是否向社会开放 isopen open",
        "open_condition": "开放条件 opencondition",
        "issued": "发布日期 issued",
        "related_codes": "关联资源代码 关联及类目名称 relatedcodes",
        "legal_basis": "法律依据 依据 legalbasis",
        "row_count": "数据量 记录数 rowcount rows",
        "secret": "是否涉密 涉密性 secret",
    }.items()
    for word in words.split()
}
"""A column's head without blanks and punctuation → the field it fills."""

SHARE_TYPES = {
    "无条件共享": "unconditional", "无条件": "unconditional", "1": "unconditional", "unconditional": "unconditional",
    "有条件共享": "conditional", "有条件": "conditional", "2": "conditional", "conditional": "conditional",
    "不予共享": "refused", "不共享": "refused", "3": "refused", "refused": "refused",
}  # fmt: skip
SHARE_MODES = {
    "服务接口": "api", "接口": "api", "共享平台接口": "api", "api": "api", "批量交换": "batch", "库表交换": "batch", "数据库": "batch",
    "batch": "batch", "文件下载": "file", "文件": "file", "邮件": "file", "介质交换": "file", "file": "file",
}  # fmt: skip
GRADES = {"一般": 1, "1": 1, "general": 1, "重要": 2, "2": 2, "important": 2, "核心": 3, "3": 3, "core": 3}
CYCLES = {
    "实时": "realtime", "realtime": "realtime", "每日": "day", "日": "day", "day": "day", "每周": "week", "周": "week",
    "week": "week", "每月": "month", "月": "month", "month": "month", "每季度": "quarter", "季度": "quarter",
    "季": "quarter", "quarter": "quarter", "每半年": "half-year", "半年": "half-year", "half-year": "half-year",
    "每年": "year", "年": "year", "year": "year", "不定期": "irregular", "irregular": "irregular",
}  # fmt: skip
FLAGS = {
    "是": True, "有": True, "y": True, "yes": True, "true": True, "否": False, "无": False, "n": False, "no": False,
    "false": False,
}  # fmt: skip
DATA_TYPES = {
    word: code
    for code, words in {
        "C": "字符型 字符串型 string char varchar", "N": "数值型 numeric number decimal", "Y": "货币型 currency",
        "D": "日期型 date", "T": "日期时间型 datetime timestamp", "L": "逻辑型 布尔型 boolean", "M": "备注型 text memo",
        "G": "通用型 general", "B": "双精度型 double", "I": "整型 整数型 int integer", "F": "浮点型 float",
    }.items()
    for word in (code.lower(), *words.split())
}  # fmt: skip
FORMAT_CLASSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "电子文件": (frozenset(["ofd", "wps", "doc", "docx", "pdf", "txt", "xml", "html", "htm", "rtf", "ppt", "pptx", "zip"]), frozenset({"file"})),
    "电子表格": (frozenset(["xls", "xlsx", "et", "csv", "ods", "dbf"]), frozenset({"file", "batch"})),
    "数据库": (
        frozenset(["access", "dbf", "dbase", "oracle", "mysql", "sqlserver", "db2", "sybase", "postgresql", "dm", "达梦", "人大金仓", "神通", "kingbase", "gbase", "oceanbase"]),
        frozenset({"batch", "api"}),
    ),
    "图形图像": (frozenset(["jpg", "jpeg", "gif", "bmp", "png", "tif", "tiff", "svg", "shp"]), frozenset({"file", "api"})),
    "流媒体": (frozenset(["swf", "rm", "mpg", "mpeg", "mp4", "avi", "mp3", "wav"]), frozenset({"file", "api"})),
    "自描述格式": (frozenset(), frozenset({"file", "batch", "api"})),
    "服务接口": (frozenset(["api", "rest", "restful", "http", "https", "webservice", "soap", "json", "xml"]), frozenset({"api"})),
}  # fmt: skip
"""Class of format → its types (none listed: any) and the modes of sharing that fit it."""

_MARKS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """A text without blanks, punctuation, width and case: what a person means by the same name."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
