"""What a term means is said where it is pointed at, reached by keyboard, or tapped: in lessons, cards and captions."""

import re

from playwright.sync_api import expect

from locales import catalogue
from tests.browser.film_on_page import PLAYER, rather_watch
from ui.glossary import said

NOTE = "#sil-term-note"
IN_TEXT = "[data-testid=stMarkdown] a[href*='glossary?term=']"


def test_a_term_says_what_it_means_in_the_lesson_in_a_card_and_in_the_caption(server, visit) -> None:
    page = visit(f"{server.url}/perceptron?lang=en&n_epochs=20", reduced_motion="reduce")
    rather_watch(page)
    note, address = page.locator(NOTE), page.url
    term = page.locator(f"{IN_TEXT}[href*='term=sample&']").first
    expect(note).to_be_hidden()
    term.hover()
    expect(note).to_be_visible()
    expect(note.locator("p")).to_have_text(said("sample", "en"))
    expect(term).to_have_attribute("aria-describedby", NOTE[1:])
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    term.focus()
    page.keyboard.press("Tab")  # to the next one
    expect(note.locator("p")).not_to_have_text(said("sample", "en"))
    expect(note).to_be_visible()

    page.locator("[data-testid=stAlert] a", has_text="Epoch").first.click()
    expect(note.locator("p")).to_have_text(said("epoch", "en"))
    assert page.url == address  # it does not lead away
    assert page.locator("math a, .katex a[href*=glossary], pre a[href*=glossary]").count() == 0

    page.locator(PLAYER).press("End")
    caption = page.locator("[data-role=caption]")
    expect(caption.locator(".sil-term").first).to_be_visible()
    words = caption.inner_text()
    caption.locator(".sil-term", has_text=re.compile("^epoch$", re.IGNORECASE)).first.hover()
    expect(note.locator("p")).to_have_text(said("epoch", "en"))
    assert caption.inner_text() == words
    note.get_by_role("link", name=catalogue("en")("glossary_all")).click()
    expect(page.get_by_role("heading", level=1, name=catalogue("en")("page_glossary"))).to_be_visible()


def test_a_finger_on_a_phone_reads_a_term_without_leaving_or_scrolling_sideways(server, visit) -> None:
    page = visit(f"{server.url}/gradient-descent?lang=zh", phone=True, reduced_motion="reduce", color_scheme="dark")
    page.locator(f"{IN_TEXT}[href*='term=gradient&']").first.click()
    note = page.locator(NOTE)
    expect(note.locator("p")).to_have_text(said("gradient", "zh"))
    box = note.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert note.evaluate("note => getComputedStyle(note).backgroundColor") != "rgb(255, 255, 255)"
