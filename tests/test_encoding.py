"""Repair of damaged characters: what is damage, what is not, and the record of it."""

from __future__ import annotations

import pytest

import cleanr
from cleanr.document import Document
from cleanr.language import language_of, own_code, script_of


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("The cafÃ© is open.", "The café is open."),
        ("Sheâ€™s here â€” at last.", "She’s here — at last."),
        ("Größe: 5 Â°C", "Größe: 5 °C"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€", "Привет, мир"),
        ("a\x00b\x08c", "abc"),
        ("bell\x07", "bell"),
    ],
)
def test_damage_is_repaired_and_recorded(damaged: str, repaired: str) -> None:
    text = f"{damaged}\nA line that is fine.\n"
    result = cleanr.clean(text)
    assert result.text == f"{repaired}\nA line that is fine.\n"
    assert {r.category for r in result.removed} == {"encoding"}
    assert result.restore() == text


@pytest.mark.parametrize(
    "fine",
    [
        "“Curly” quotes, ‘single’ ones, dashes – and — and an ellipsis…",
        "ﬁnd the ﬂoor, ﬀ",
        "ＦＵＬＬ ｗｉｄｔｈ １２３",
        "AT&amp;T &lt;b&gt;",
        "Ångström, Ægir, Šimek, Ñandú, Ðoković, Þór",
        "Â, Ã and Ä are letters.",
        "«Цитата» и „ещё одна“",
        "Zero\u200bwidth and soft\u00adhyphen",
        "e\u0301 and é",
        "\ufeffA byte order mark",
    ],
)
def test_what_is_no_damage_stays(fine: str) -> None:
    assert cleanr.clean(f"{fine}\n").text == f"{fine}\n"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said that they would not be there before the end of the week.", "en"),
        ("Der Minister sagte, dass sie nicht vor dem Ende der Woche da sein werden.", "de"),
        ("Le ministre a dit que les travaux ne sont pas finis avant la fin de la semaine.", "fr"),
        ("Министр сказал, что они не будут там до конца недели.", "ru"),
        ("Міністр сказав, що вони не будуть там до кінця тижня, але це не так.", "uk"),
        ("部长说他们在周末之前不会到达。", "zh"),
        ("大臣は週末までに到着しないと述べた。", "ja"),
        ("장관은 주말 전에 도착하지 않을 것이라고 말했다.", "ko"),
        ("मंत्री ने कहा कि वे सप्ताह के अंत से पहले नहीं आएंगे।", "hi"),
        ("قال الوزير إن هذا لا يمكن أن يكون قبل نهاية الأسبوع في المدينة", "ar"),
        ("Ο υπουργός είπε ότι δεν θα έρθουν.", "el"),
        ("รัฐมนตรีกล่าวว่าจะไม่มาก่อนสิ้นสัปดาห์", "th"),
        ("12:30 – 14:00", None),
        ("", None),
    ],
)
def test_the_language_of_a_text(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("lang", ["de", "deu", "ger", "DEU-AT"])
def test_a_language_has_several_codes(lang: str) -> None:
    text = (
        "Der Rat hat am Dienstag beschlossen, die alte Brücke über den Fluss zu erneuern.\n\n"
        "Unterstützen Sie unabhängigen Journalismus mit einer Spende\n"
    )
    removed = cleanr.clean(text, lang=lang, line_model=False).removed
    assert [r.category for r in removed if r.category != "whitespace"] == ["donation"]


def test_other_codes_stay_as_they_are() -> None:
    assert [own_code(code) for code in ("zu", "sw", "xyz", "mul")] == ["zu", "sw", "xyz", "mul"]


def test_scripts() -> None:
    assert script_of("Заголовок") == "Cyrillic"
    assert script_of("123") is None
    assert script_of("日本") == "Han"
    assert script_of("日本の") == "Kana"


def test_data_above_a_text_say_nothing_of_its_language() -> None:
    data = '{"@context": "https://schema.org", "@type": "NewsArticle", "isAccessibleForFree": true}'
    assert Document(f"{data}\n시의회는 화요일에 오래된 다리를 2년 동안 폐쇄하기로 결정했다.").language == "ko"
    assert Document(data).language == "en"
