"""The report in a browser: Debian's Chromium, without a window and without a network.

One browser for all tests; a test starts with a page that it loads afresh.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

import report_documents
from cleanr.cli import main
from cleanr.report import Limits, write_report

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed (Debian: chromium-driver)"
)


URL = "https://www.anderby.example/2024/05/some-section-of-the-courier/bridges-are-mended/"
SECONDS = 60
"""How long the browser may take for anything, on a busy machine."""

WIDE, PHONE = (1280, 900, False), (360, 740, True)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)


class Page:
    """A report in the browser, and what a person does with it."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, file: Path, place: str = "", screen: tuple[int, int, bool] = WIDE) -> None:
        width, height, mobile = screen
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": mobile})
        self.driver.get("about:blank")
        self.driver.get(f"{file.as_uri()}#{place}")
        self.until(lambda: self.run("return document.documentElement.dataset.ready"))

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def until(self, condition: Callable[[], object]) -> None:
        WebDriverWait(self.driver, SECONDS, poll_frequency=0.03).until(lambda _: condition())

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        return str(self.find(selector).text)

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def set(self, selector: str, value: str) -> None:
        """Choose or type a value, as far as the page can tell."""
        self.run(
            "arguments[0].value = arguments[1];"
            "arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
            self.find(selector),
            value,
        )

    def marked(self) -> str:
        """Return the first place in the open document that is highlighted."""
        return str(self.run("return document.querySelector('.reader mark')?.textContent ?? ''"))

    def status(self, beginning: str) -> None:
        """Wait until the list says how many documents it shows."""
        self.until(lambda: self.text("#status").startswith(beginning))


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield browser
    browser.quit()


@pytest.fixture
def page(driver: webdriver.Chrome) -> Iterator[Page]:
    driver.get_log("browser")
    yield Page(driver)
    assert driver.get_log("browser") == []  # no errors, nothing that the policy had to refuse


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    write_report(report_documents.plain(folder), folder / "report.html")
    return folder / "report.html"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    write_report(report_documents.hostile(folder), folder / "report.html", title=report_documents.HOSTILE[0])
    return folder / "report.html"


def test_the_overview_leads_to_lines_and_documents(page: Page, plain: Path) -> None:
    page.open(plain)
    assert page.text("h1") == "What was removed"
    assert "60" in page.text(".tiles")
    assert page.find("#first a").text.startswith("page-000.txt")  # lost prose of its own
    assert page.text("#some-lines").splitlines()[0] == "30"
    page.find(".chart a[href*='social']").click()
    page.status("30 documents, 30 cuts of them match")
    page.find("nav a[href='#lines']").click()
    page.find("#line-prose").click()
    page.until(lambda: page.text("#line-status") == "1 line.")
    page.find("#line-rows a").click()  # to the documents that lost it
    page.status("1 document, 1 cut of them match")
    page.until(lambda: page.marked().startswith("Please consider making a donation"))
    assert page.run("return performance.getEntriesByType('resource').length") == 0


def test_search_and_filters_narrow_the_list(page: Page, plain: Path) -> None:
    page.open(plain, "documents")
    page.status("60 documents, 91 cuts.")
    assert len(page.all("#list .row")) == 50
    assert page.text("#page") == "1 of 2"
    page.find("#text").send_keys("NEWSLETTER")
    page.status("30 documents, 30 cuts of them match")
    page.set("#scope", "name")
    page.status("0 documents")
    page.set("#text", "page-01")
    page.status("10 documents")
    page.set("#scope", "kept")
    page.set("#text", "bridge 17 begins")
    page.status("1 document,")
    page.until(lambda: page.marked() == "bridge 17 begins")
    page.find("#clear").click()
    page.status("60 documents")
    page.set(
        "#rule",
        page.run(
            "return [...arguments[0].options].find((o) => /read-more/.test(o.value)).value",
            page.find("#rule"),
        ),
    )
    page.status("30 documents, 30 cuts of them match")
    page.set("#rule", "")
    page.set("#score-to", "0.5")
    page.status("0 documents")


def test_a_document_opens_with_its_cuts_in_place(page: Page, plain: Path) -> None:
    page.open(plain, "document/1")
    page.until(lambda: page.all(".reader .cut"))
    shown = page.run("return arguments[0].textContent", page.find("#text-of-document"))
    assert shown.index("said the mayor.") < shown.index("Share this article") < shown.index("Read more")
    assert [c.text.splitlines() for c in page.all(".cut.block")] == [
        ["social", "Share this article"],
        ["navigation", "Read more"],
    ]
    page.press("c")
    clean = (plain.parent / "page-001.txt").read_text(encoding="utf-8")
    assert page.text("#text-of-document") == clean.strip()


def test_the_reason_shows_on_hover_and_goes_with_escape(page: Page, plain: Path) -> None:
    page.open(plain, "document/1")
    page.until(lambda: page.all(".reader .cut.block"))
    assert not page.find("#tip").is_displayed()
    ActionChains(page.driver).move_to_element(page.all(".cut.block")[1]).perform()
    page.until(page.find("#tip").is_displayed)
    lines = page.text("#tip").splitlines()
    assert lines[:2] == ["navigation", "Worded like a menu, button or player label."]
    assert "en.navigation.read-more" in lines
    page.press(Keys.ESCAPE)
    assert not page.find("#tip").is_displayed()


def test_everything_is_reached_with_the_keyboard(page: Page, plain: Path) -> None:
    page.open(plain)
    page.press("/")
    page.until(lambda: page.driver.switch_to.active_element.get_attribute("id") == "text")
    page.press("share", Keys.TAB)
    page.status("30 documents")
    page.find("#status").click()
    name, after = (row.text for row in page.all("#list .name")[:2])
    page.until(lambda: page.text(".reader h2") == name)
    page.press("j")
    page.until(lambda: page.text(".reader h2") == after)
    page.press("n")
    page.until(page.find("#tip").is_displayed)
    cut = page.driver.switch_to.active_element
    assert "Share this article" in cut.text
    assert cut.get_attribute("aria-describedby") == "tip"
    page.press(Keys.ESCAPE)
    assert not page.find("#tip").is_displayed()
    page.press("k")
    page.until(lambda: page.text(".reader h2") == name)
    page.press(Keys.ESCAPE)  # back to the list, on the document that is open
    assert page.driver.switch_to.active_element.get_attribute("aria-current") == "true"
    page.press("?")
    assert page.find("#help").is_displayed()
    page.press(Keys.ESCAPE)
    assert not page.find("#help").is_displayed()


def test_a_phone_shows_list_and_document_in_turn(page: Page, plain: Path) -> None:
    for place in ("overview", "lines", "documents", "document/0"):
        page.open(plain, place, PHONE)
        assert page.run("return document.documentElement.scrollWidth <= innerWidth"), place
    page.open(plain, "documents", PHONE)
    assert not page.find("#reader").is_displayed()
    page.find("#list a").click()
    page.until(lambda: page.all(".reader .cut.block"))
    assert not page.find("#list").is_displayed()
    page.find(".cut.block").click()
    page.until(page.find("#tip").is_displayed)
    page.find(".reader h2").click()
    page.until(lambda: not page.find("#tip").is_displayed())
    page.find(".back").click()
    page.until(page.find("#list").is_displayed)


def test_documents_of_one_file_are_told_apart(page: Page, tmp_path: Path) -> None:
    pages = [
        f"Bridge {i} is mended.\n\nShare this article\nThe mayor came to bridge {i}.\n" for i in range(3)
    ]
    long = "a-name-that-is-so-long-that-there-is-no-room-for-it-in-any-list.jsonl"
    rows = [
        {"text": text, **more} for text, more in zip(pages, ({}, {"id": "second"}, {"url": URL}), strict=True)
    ]
    (tmp_path / long).write_text("".join(json.dumps(row) + "\n" for row in rows))
    CliRunner().invoke(
        main, [str(tmp_path / long), "-o", str(tmp_path / "out"), "--report", str(tmp_path / "report.html")]
    )
    for screen in (WIDE, PHONE):
        page.open(tmp_path / "report.html", "documents", screen)
        page.status("3 documents")
        ends = [
            names[-1]
            for row in page.all("#list .name")
            if (names := row.find_elements(By.CSS_SELECTOR, "span"))
        ]
        assert [end.text for end in ends] == ["1", "second", "bridges-are-mended/"]
        assert all(
            page.run("return arguments[0].scrollWidth <= arguments[0].clientWidth", end) for end in ends
        )
    page.open(tmp_path / "report.html", "document/2")
    page.until(lambda: page.all(".reader .cut.block"))
    assert page.text(".reader h2") == f"{long}: 3"
    assert URL in page.text(".reader header")
    assert page.text("#text-of-document").splitlines()[0] == "Bridge 2 is mended."
    page.set("#scope", "name")
    page.set("#text", "anderby.example")
    page.status("1 document,")


def test_light_and_dark(page: Page, plain: Path) -> None:
    def paper(scheme: str) -> str:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        return str(page.run("return getComputedStyle(document.body).backgroundColor"))

    page.open(plain)
    light, dark = paper("light"), paper("dark")
    assert light != dark
    page.run(
        "const e = arguments[0]; e.value = 'dark'; e.dispatchEvent(new Event('change'))", page.find("#theme")
    )
    assert paper("light") == dark
    page.run(
        "const e = arguments[0]; e.value = 'light'; e.dispatchEvent(new Event('change'))", page.find("#theme")
    )
    assert paper("dark") == light
    paper("light")


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_hostile_documents_are_text_and_nothing_else(page: Page, hostile: Path, screen: Any) -> None:
    for place in ("overview", "lines", "documents"):
        page.open(hostile, place, screen)
        assert page.run("return document.documentElement.scrollWidth <= innerWidth"), place
    for order, nasty in enumerate([*report_documents.HOSTILE, "surrogate", "n" * 100]):
        page.run("location.hash = arguments[0]", f"#document/{order}")
        page.until(lambda order=order: page.run("return location.hash") == f"#document/{order}")
        page.until(lambda nasty=nasty: shown(page).count(visible(nasty)) >= 1)
        assert page.run("return document.documentElement.scrollWidth <= innerWidth"), nasty
        assert page.run("return window.harmed") is None
        assert page.all(".reader script, .reader img, .reader b:not(.facts b), .reader iframe") == []
        assert not set(shown(page)) & set("\0\u202e\u2066\x07")
    page.open(hostile, "documents", screen)
    page.press("n", "n")
    assert page.run("return window.harmed") is None
    assert page.run("return Object.prototype.harmed") is None


def shown(page: Page) -> str:
    return str(page.run("return document.getElementById('text-of-document')?.textContent ?? ''"))


def visible(text: str) -> str:
    """The part of a text that stands in the page as it is."""
    return next(part for part in text.replace("\u202e", "\0").replace("\u2028", "\0").split("\0") if part)


def test_nothing_but_the_page_s_own_script_may_run(page: Page, plain: Path) -> None:
    page.open(plain)
    page.run(
        "const s = document.createElement('script');"
        "s.textContent = 'window.harmed = 1'; document.body.append(s)"
    )
    page.run("const i = new Image(); i.src = 'https://example.invalid/x.png'; document.body.append(i)")
    assert page.run("return window.harmed") is None
    page.until(
        lambda: (
            len(refused := page.driver.get_log("browser")) == 2 and "Content Security Policy" in str(refused)
        )
    )


def test_a_sample_says_so(page: Page, tmp_path: Path) -> None:
    record = report_documents.plain(tmp_path)
    write_report(record, tmp_path / "report.html", limits=Limits(documents=10))
    page.open(tmp_path / "report.html")
    assert "10 are shown" in page.text(".notice")
    assert "60" in page.text(".tiles")
    page.find("nav a[href='#documents']").click()
    page.status("10 documents, ")
    assert "10 of 60 documents are in this report" in page.text("#status")


def test_without_the_clean_text_the_removals_are_listed(page: Page, tmp_path: Path) -> None:
    record = report_documents.plain(tmp_path, 2)
    (tmp_path / "page-001.txt").unlink()
    write_report(record, tmp_path / "report.html")
    page.open(tmp_path / "report.html", "document/1")
    page.until(lambda: page.all(".reader .cut.block"))
    assert "there is no such file" in page.text(".reader .notice")
    assert "Share this article" in page.text("#text-of-document")
    assert "said the mayor" not in page.text("#text-of-document")
