"""Chinese as it is set: full-width signs between its words, a blank beside Latin words and numbers, none before %.

Held to it: the catalogue, the lessons, the README, and the captions of every lab's first film.
"""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from charts.lab import Lab, View
from charts.labs import LABS
from core.progress import silent
from locales import ROOT, Catalogue, catalogue
from tests.charts.reading import decoded

ZH = catalogue("zh")
LESSONS = sorted((ROOT / "content" / "zh").rglob("*.md"))
VIEWS = [(lab, view) for lab in LABS for view in lab.views]

HAN = "\u4e00-\u9fff"
PLACE = "\0"  # of a value: what it will be, Chinese or not, is not known here, and the catalogue spaces it
FAULTS = {
    "half-width sign": re.compile(rf"[\w){HAN}）”{PLACE}][,;:?!.] ?[{HAN}“（]|[{HAN}）”][,;:?!.]"),
    "no blank beside a Latin word or a number": re.compile(rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]"),
    "blank before %": re.compile(rf"[\d{PLACE}] +%"),
    "blank beside a full-width sign": re.compile(r"[^\s|] [，。：；、！？）]|[，。；、！？（] (?!·)[^\s|]"),
}


def faults(text: str) -> list[tuple[str, str]]:
    """What stands there against the rules: its name, and the place with its surroundings."""
    return [
        (name, text[max(0, found.start() - 6) : found.end() + 6])
        for name, fault in FAULTS.items()
        for found in fault.finditer(text)
    ]


def prose(markdown: str) -> str:
    """A lesson's words: links as they are read, a formula or a piece of code as a Latin word."""
    text = re.sub(r"```.*?```", "", markdown, flags=re.S)
    text = re.sub(r"!?\[([^]]*)\]\([^)\s]*\)", r"\1", text)
    text = re.sub(r"\$\$.*?\$\$", "", text, flags=re.S)
    text = re.sub(r"(?<=[，。：；、！？])\*\* ", "", text)  # a blank that Markdown needs behind bold words
    return re.sub(r"\$[^$]+\$|`[^`]+`", "A", text).replace("*", "")


def said(caption: str) -> str:
    """A caption as it is read, with a Latin letter for every formula; signs do not belong into a formula."""
    root = ElementTree.fromstring(f"<div>{caption}</div>")
    for block in root:
        block.tail = "\n"
    for formula in root.iter("math"):
        tail, end = formula.tail, "".join(formula.itertext())[-1:]
        formula.clear()
        formula.text, formula.tail = "A" + (end if end in ",.;:" else ""), tail
    return "".join(root.itertext())


def test_the_catalogue_is_set_as_chinese() -> None:
    filled = {key: re.sub(r"\{\w+\}", PLACE, text) for key, text in ZH.strings.items()}
    assert {key: found for key, text in filled.items() if (found := faults(text))} == {}


@pytest.mark.parametrize("path", [*LESSONS, ROOT / "README.zh.md"], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_lesson_is_set_as_chinese(path: Path) -> None:
    assert faults(prose(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(("lab", "view"), VIEWS, ids=[view.name for _, view in VIEWS])
def test_captions_are_set_as_chinese(lab: Lab, view: View[Any, Any]) -> None:
    captions = decoded(view.film(view.scene(view.params(), silent), "", ZH))["captions"]
    assert captions
    assert [
        (text, found) for text in map(said, captions) if (found := faults(text) or re.findall("A[,.;:]", text))
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "损失 0.01, 从后面传回来",
        "直线.再看",
        "（三）,四",
        "没有超过Novikoff 定理",
        "第3 轮",
        "30 % 的路",
        "损失： 0.5 ，变小",
    ],
)
def test_what_is_set_wrongly_is_seen(text: str) -> None:
    assert faults(text)


def test_a_formula_that_ends_in_a_sign_is_seen() -> None:
    assert said("<p>从</p><div>它是 <math><mn>0.5</mn><mo>,</mo></math> 再看</div>") == "从\n它是 A, 再看\n"
    assert said("<p>从</p><div>它是 <math><mn>0.5</mn></math>，再看</div>") == "从\n它是 A，再看\n"


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{x}最先到达", "Adam", "Adam 最先到达"),
        ("{x}最先到达", "动量法", "动量法最先到达"),
        ("改用{x}显示", "English", "改用 English 显示"),
        ("第{x}轮", 3, "第 3 轮"),
        ("回答：{x}。", "a明b", "回答：a明b。"),
        ("says {x}", "明", "says 明"),
    ],
)
def test_a_latin_value_stands_apart_from_the_chinese_beside_it(template: str, value: object, text: str) -> None:
    assert Catalogue("zh", {"said": template})("said", x=value) == text


# ---- one thing, one name

TERMS = {  # a name that picture and lesson share, and names for the same that were given up
    "汇聚": (),
    "池化": (),
    "感受野": (),
    "空洞率": ("膨胀率", "扩张率"),
    "候选记忆元": ("新内容",),
    "候选隐状态": (),
    "香蕉谷（Rosenbrock）|Rosenbrock 的香蕉谷": ("罗森布罗克", "弯谷"),
    "Himmelblau": ("希梅尔布劳",),
    "全部样本的损失": ("全体损失", "全体梯度", "全体样本"),
    "对数刻度": ("对数坐标",),
    "小批量": ("迷你批",),
}
SETTLED = {  # of the catalogue alone
    "最大差值": ("最大差别",),
    "用中心差分验证": ("用中心差分测量",),
    "自己的像素": ("我的像素", "我的数字", "我的图片", "你自己的序列"),
    "正在演示的错误": ("错误已打开",),
    "初始设置": ("从哪组设置开始",),
    "Beale 函数": ("比尔",),
    "运行记录": ("训练历史",),
}


@pytest.mark.parametrize("name", TERMS)
def test_picture_and_lesson_call_a_thing_by_one_name(name: str) -> None:
    screen, lessons = "\n".join(ZH.strings.values()), "\n".join(path.read_text("utf-8") for path in LESSONS)
    assert re.search(name, screen)
    assert re.search(name, lessons)
    assert [old for old in TERMS[name] if old in screen + lessons] == []


@pytest.mark.parametrize("name", SETTLED)
def test_the_screen_calls_a_thing_by_one_name(name: str) -> None:
    screen = "\n".join(ZH.strings.values())
    assert name in screen
    assert [old for old in SETTLED[name] if old in screen] == []
