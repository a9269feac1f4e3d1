"""Family and given name of an East Asian name that is written as one word: 김정은 is 김 and 정은, as Kim Jong Un is.

Invariant: only a name of one word in Han or Hangul letters is parted, and its letters stay as they are and in their order.

The tables were written for this project: the family names that most people bear. A family name that is not among them
stays joined to the given name.
"""

from __future__ import annotations

from coalesce.names.scripts import script_of

_HAN = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘于蒋蔣蔡余杜叶葉程"
    "苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫阎段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵"
    "万萬钱錢严嚴习習温溫洪戴莫孔向汤湯常施康赖賴武牛葛柯游"
)
_HAN_TWO = frozenset(
    (
        "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 东方 東方 慕容 佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 山本 中村 小林"
        " 加藤 吉田 山田 松本 井上 木村 清水 山崎 池田 橋本 阿部 石川 山下 中島 前田 藤田 小川 後藤 岡田 村上 近藤"
        " 石井 斎藤 斉藤 坂本 遠藤 青木 藤井 西村 福田 太田 三浦 藤原 岡本 松田 中川 中野 原田 小野 田村 竹内 金子"
        " 和田 中山 石田 上田 森田 酒井 工藤 横山 宮崎 宮本 内田 高木 安藤 谷口 大野 丸山 今井 高田 藤本 武田 村田"
        " 上野 杉山 安倍 岸田 石破 小泉 鳩山 麻生 東條"
    ).split()
)
_HANGUL = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진지엄채원천방공현"
    "함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_HANGUL_TWO = frozenset(("남궁", "황보", "제갈", "선우", "독고", "사공"))


def parted(words: list[str]) -> list[str]:
    """The words of a name; two where its only one is a family and a given name."""
    if len(words) != 1 or not 2 <= len(words[0]) <= 4:
        return words
    word = words[0]
    size = _family(word, script_of(word))
    return [word[:size], word[size:]] if size else words


def _family(word: str, script: str) -> int:
    """How many letters the family name has; 0 where that cannot be told."""
    one, two = {"Hani": (_HAN, _HAN_TWO), "Hang": (_HANGUL, _HANGUL_TWO)}.get(script, (frozenset(), frozenset()))
    if len(word) > 2 and word[:2] in two:
        return 2
    if len(word) == 4:
        return 2 if script == "Hani" else 0
    return int(word[0] in one)
