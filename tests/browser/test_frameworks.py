"""The page of the frameworks in a real browser: a concept is lit in both programs, by hand and by the film."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from locales import LANGUAGES, catalogue
from tests.browser.conftest import Visit
from tests.browser.film_on_page import FILM, PHONE, expect_frame, expect_link
from tests.conftest import Server

LIT = ".sil-part[data-lit]"
AT_WORK = "[data-at-work]"
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
def page(server: Server, visit_for_all: Visit) -> Page:
    """One visit for the tests of this file, which leave it in English and with its default run."""
    return visit_for_all(f"{server.url}/frameworks?lang=en", wait_for=FILM, reduced_motion="reduce")


def columns(page: Page) -> list[Locator]:
    sections = page.locator("[data-testid=reader] section")
    expect(sections).to_have_count(2)
    return [sections.nth(k) for k in range(2)]


def chip(page: Page, concept: str) -> Locator:
    return page.locator(f"[data-testid=reader] button[data-concept={concept}]")


def expect_lit(page: Page, concept: str) -> None:
    expect(page.locator("[data-testid=reader]")).to_have_attribute("data-lit", concept)


def test_a_concept_that_is_pointed_at_has_the_focus_or_is_chosen_is_lit_in_both(page: Page) -> None:
    numpy, torch = columns(page)
    chip(page, "gradient").hover()
    expect(numpy.locator(LIT).first).to_contain_text("def gradient_of")
    expect(torch.locator(LIT).first).to_contain_text("zero_grad")
    expect(torch.locator(AT_WORK)).to_have_text(re.compile(r"batch_loss\.backward\(\)"))
    expect(torch.locator("[data-role=does]")).to_contain_text("Autograd")
    chip(page, "model").focus()
    page.keyboard.press("Tab")
    chip(page, "data").press("Enter")
    expect(chip(page, "data")).to_have_attribute("aria-pressed", "true")
    page.mouse.move(5, 5)
    chip(page, "data").blur()
    expect_lit(page, "data")
    expect(numpy.locator("[data-role=hides]")).to_contain_text("Shuffling")
    chip(page, "data").press("Enter")
    chip(page, "data").blur()
    expect(chip(page, "data")).to_have_attribute("aria-pressed", "false")


def test_pointing_into_one_program_lights_the_other_and_scrolls_it_there(page: Page) -> None:
    numpy, torch = columns(page)
    part = numpy.locator(".sil-part[data-concepts=result]")
    part.scroll_into_view_if_needed()
    part.hover()
    expect_lit(page, "result")
    expect(torch.locator(AT_WORK)).to_contain_text("final_loss")
    expect(torch.locator(AT_WORK)).to_be_in_viewport()
    page.mouse.move(5, 5)


def test_every_frame_of_the_film_lights_the_line_that_it_runs(page: Page) -> None:
    numpy, torch = columns(page)
    scrubber = page.locator("[data-role=scrubber]")
    for frame, concept, line in (
        (0, "data", "torch.set_default_dtype"),
        (58, "model", "z = model(X[batch])"),
        (59, "loss", "batch_loss = mean_loss(z, targets[batch])"),
        (60, "gradient", "batch_loss.backward()"),
        (61, "update", "method.step()"),
        (118, "result", "final_loss ="),
    ):
        scrubber.fill(str(frame))
        expect_frame(page, frame)
        expect_lit(page, concept)
        expect(torch.locator(AT_WORK)).to_contain_text(line)
    expect(numpy.locator(AT_WORK)).to_contain_text("final_loss")
    scrubber.fill("60")
    expect_link(page, frame="60")


def test_who_plays_the_film_sees_its_lines_whatever_was_chosen(page: Page) -> None:
    page.locator("[data-role=scrubber]").fill("0")
    chip(page, "settings").click()
    expect_lit(page, "settings")
    page.mouse.move(5, 5)
    page.locator("[data-action=play]").click()
    expect(chip(page, "settings")).to_have_attribute("aria-pressed", "false")
    page.locator("[data-action=last]").click()
    expect_lit(page, "result")


def test_another_framework_is_chosen_taken_away_and_the_link_says_so(page: Page, tmp_path: Path) -> None:
    page.locator(".st-key-right").get_by_role("radio", name="Keras", exact=True).click()
    _, keras = columns(page)
    expect(keras.locator("h2")).to_have_text("Keras")
    expect_link(page, left="numpy", right="keras")
    chip(page, "loss").hover()
    expect(keras.locator(AT_WORK)).to_contain_text("model.fit(")
    page.get_by_role("tab", name="Take away", exact=True).click()
    page.get_by_role("tabpanel").get_by_role("radio", name="Keras", exact=True).click()
    button = page.get_by_role("button", name="Keras program (.py)")
    with page.expect_download() as download:
        button.click()
    text = Path(download.value.path()).read_text("utf-8")
    assert "model.fit(X[order]" in text
    page.locator(".st-key-right").get_by_role("radio", name="PyTorch", exact=True).click()
    expect(columns(page)[1].locator("h2")).to_have_text("PyTorch")
    page.get_by_role("tab", name="Explain", exact=True).click()


def test_on_a_phone_the_programs_stand_below_one_another_in_both_languages(page: Page) -> None:
    page.set_viewport_size(PHONE)
    for language in (*list(LANGUAGES)[1:], "en"):
        page.get_by_role("radio", name=LANGUAGES[language].name, exact=True).click()
        t = catalogue(language)
        expect(chip(page, "gradient")).to_have_text(t("concept_gradient"))
        left, right = columns(page)
        chip(page, "gradient").click()
        expect(right.locator("[data-role=does]")).to_contain_text(t("reader_does"))
        chip(page, "gradient").click()
        boxes = [column.bounding_box() for column in (left, right)]
        assert boxes[0]
        assert boxes[1]
        assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes if box)
        for tab in ("settings", "trade", "explain"):
            page.get_by_role("tab", name=t(f"tab_{tab}"), exact=True).click()
            expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
            assert page.evaluate(TOO_WIDE) <= 0, (language, tab)
    page.set_viewport_size({"width": 1400, "height": 900})


def test_a_lab_leads_here_with_its_run_and_from_here_one_comes_back_to_it(server: Server, visit: Visit) -> None:
    page = visit(f"{server.url}/perceptron?dataset=xor&n_epochs=4&lang=en", reduced_motion="reduce")
    page.get_by_role("tab", name="Take away", exact=True).click()
    page.get_by_role("link", name=catalogue("en")("side_by_side")).click()
    numpy, _ = columns(page)
    expect(numpy.locator("pre")).to_contain_text("n_epochs = 4")
    expect_link(page, lab="perceptron", dataset="xor", n_epochs="4")
    page.get_by_role("link", name=catalogue("en")("run_in_lab")).click()
    page.wait_for_selector(FILM)
    expect_link(page, dataset="xor", n_epochs="4")
