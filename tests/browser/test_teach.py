"""The teacher's page in a real browser: from an empty lesson to its worksheet on paper; and on a phone."""

import re
from dataclasses import replace

from playwright.sync_api import Page, expect

from locales import catalogue
from runs.lesson import Stop, read_file
from runs.lesson_link import named
from tests.browser.film_on_page import FILM, PHONE
from ui.worksheet import worksheet

STORE = "see-it-learn lesson"
READY = "[data-testid=stTextArea]"
LESSON = "[data-testid=lesson]"
T = catalogue("en")


def kept(page: Page) -> str:
    text: str = page.evaluate("name => localStorage.getItem(name) ?? ''", STORE)
    return text


def expect_kept(page: Page, n: int) -> None:
    """Wait until the browser has been told of so many runs."""
    expect(page.locator("[data-testid=lesson-store]")).to_have_attribute("data-stops", str(n))


def test_a_lesson_is_put_together_played_and_printed(server, visit, tmp_path):
    page = visit(f"{server.url}/teach?lang=en", wait_for=READY, reduced_motion="reduce")
    expect(page.get_by_text(T("teach_nothing"))).to_be_visible()
    expect_kept(page, 0)  # from now on the pages of labs offer to add their run

    page.get_by_role("link", name="Perceptron", exact=True).click()
    add = page.locator("[data-action=add-to-lesson]")
    expect(add).to_have_text(T("link_add"))
    page.wait_for_selector(FILM)
    add.press("Enter")
    expect(add).to_have_text("Added: run 1")
    page.goto(f"{server.url}/teach?lang=en")
    text = page.get_by_role("textbox", name="What you say · English")
    text.fill("Watch **w**.")
    text.press("Tab")
    expect(page.get_by_role("radio", name=re.compile("1. Perceptron · Watch"))).to_be_checked()  # as it was before
    links = page.get_by_role("textbox", name=T("teach_links"))
    links.fill("convolution?side=5")
    links.press("Tab")
    page.get_by_role("button", name=T("teach_add"), exact=True).press("Enter")
    expect(page.get_by_role("radio", name=re.compile("2. Convolution"))).to_be_checked()
    expect_kept(page, 2)
    first, second = read_file(kept(page)).stops
    assert first.text == {"en": "Watch **w**."}
    assert first.run.startswith("perceptron?frame=")
    assert second == Stop("convolution", "side=5")
    expect(page.get_by_role("img", name=T("teach_qr_alt"))).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name=T("teach_sheet", language="English")).press("Enter")
    expect_paper(page, download.value, tmp_path)

    page.get_by_role("link", name=T("teach_play")).press("Enter")
    expect(page.locator(LESSON)).to_have_attribute("data-stops", "2")
    expect(page.locator(f"{LESSON} strong")).to_have_text("w")
    expect(page.locator("[data-action=add-to-lesson]")).to_be_hidden()  # this run is in a lesson


def test_a_browser_that_keeps_nothing_or_nonsense_loses_no_lesson_without_a_word(server, visit):
    page = visit(f"{server.url}/teach?lang=en", wait_for=READY, reduced_motion="reduce")
    expect_kept(page, 0)
    warning = page.locator("[data-testid=lesson-store] [role=alert]")
    links = page.get_by_role("textbox", name=T("teach_links"))
    page.evaluate("Storage.prototype.setItem = () => { throw new Error('full'); }; 0")
    links.fill("mlp")
    links.press("Tab")
    page.get_by_role("button", name=T("teach_add"), exact=True).press("Enter")
    expect(warning).to_have_text(T("teach_unkept"))

    page.reload()
    for nonsense in ("5", "{}", '{"stops": 5}', "null"):
        page.evaluate("text => localStorage.setItem(...text)", [STORE, nonsense])
        page.goto(f"{server.url}/perceptron?lang=en")
        page.wait_for_selector(FILM)
        expect(page.locator("[data-action=add-to-lesson]")).to_be_hidden()


def expect_paper(page: Page, download, folder) -> None:
    """The worksheet draws itself without any server, and a printer puts the answers on a page of their own."""
    file = folder / "sheet.html"
    download.save_as(file)
    sheet = page.context.new_page()
    sheet.goto(file.as_uri())
    sheet.wait_for_selector("html[data-drawn]")
    assert sheet.locator(".film .main-svg").count() >= 2
    assert sheet.locator(".film .sil-bar:visible").count() == 0
    for film in sheet.locator(".film").all():
        box = film.bounding_box()
        assert box
        assert box["width"] <= 690  # what is left of the width of A4
    sheet.emulate_media(media="print")
    pdf = sheet.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 2
    sheet.close()


def test_on_paper_a_question_stays_with_its_picture(browser, tmp_path):
    whole = named("neuron-to-attention")
    assert whole
    for lang in ("zh", "en"):
        file = tmp_path / f"{lang}.html"
        file.write_text(worksheet(replace(whole, stops=whole.stops[-1:]), lang, "a test")(), "utf-8")
        sheet = browser.new_page()
        sheet.goto(file.as_uri())
        sheet.wait_for_selector("html[data-drawn]")
        height = sheet.locator("main section").evaluate("section => section.offsetHeight")
        assert height <= (267 / 25.4) * 96  # what the margins leave of A4
        assert sheet.locator(".film").evaluate("film => Number(getComputedStyle(film).zoom)") >= 0.55
        sheet.close()


def test_on_a_phone_the_teachers_page_and_the_lessons_are_as_wide_as_the_screen(server, visit):
    page = visit(f"{server.url}/teach?lang=zh", wait_for=READY, phone=True, reduced_motion="reduce")
    t = catalogue("zh")
    page.get_by_text(t("teach_begin_with")).click()
    page.get_by_role("button", name=t("teach_take", title="逐页看教程")).click()
    expect(page.get_by_role("heading", name=t("teach_results"))).to_be_attached()
    expect(page.get_by_role("radio")).to_have_count(15 + 3 + 2)  # runs, languages of the lesson, languages of the page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto(f"{server.url}/lesson?lang=zh")
    expect(page.get_by_role("link", name=t("lesson_open"))).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
