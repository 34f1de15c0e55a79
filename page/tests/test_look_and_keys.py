"""Use without a mouse, both colour schemes, narrow screens, and the files that are loaded."""

import unittest

from selenium.webdriver.common.keys import Keys

import browser
import scenarios
from page_case import REAL_URL, PageCase

# The contrast by WCAG 2 of every visible text against its nearest background.
POOR_TEXTS = """
const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
const luminance = ([red, green, blue]) => {
  const [r, g, b] = [red, green, blue].map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (element) => {
  for (let one = element; one; one = one.parentElement) {
    const colour = channels(getComputedStyle(one).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
const poor = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let count = 0;
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('script, noscript')) continue;
  count += 1;
  const [a, b] = [channels(getComputedStyle(element).color), behind(element)].map(luminance);
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) poor.push(`${walker.currentNode.data.slice(0, 40)}: ${ratio.toFixed(2)}`);
}
return count < 20 ? [`only ${count} texts are visible`] : poor;
"""
OVERFLOWING = """
const wide = [...document.querySelectorAll('body, main, .list, .detail, .problems, dialog[open]')]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.id || one.className || one.tagName);
if (document.documentElement.scrollWidth > innerWidth) wide.push('the page');
return wide;
"""


class KeyboardTests(PageCase):
    def test_everything_works_without_a_mouse(self):
        self.open(scenarios.redirect(1), scenarios.delivered(2), scenarios.refused(3), scenarios.broken(4, "failed"))
        chosen = []
        for key in ["j", "j", Keys.ARROW_DOWN, "k", Keys.ARROW_UP, Keys.END, Keys.ARROW_DOWN, Keys.HOME, Keys.ARROW_UP]:
            self.press(key)
            chosen.append(self.selected())
        self.assertEqual(chosen, ["4", "3", "2", "3", "4", "1", "1", "4", "4"])

        self.press("j", "j", Keys.ENTER)
        self.wait_for_detail(2)
        self.assertEqual(self.focused(), "detail")
        self.press(Keys.TAB, Keys.TAB, Keys.TAB, Keys.TAB)
        self.assertEqual(self.focused(), "tab-viewer-request")
        self.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
        self.assertEqual(self.focused(), "tab-viewer-response")
        self.assertIn("visit-cookie", self.text("#detail .stage h3"))
        self.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
        self.assertEqual(self.focused(), "tab-viewer-request")
        self.press("k")
        self.wait_for_detail(3)
        self.press(Keys.ESCAPE)
        self.assertTrue(self.value("document.getElementById('detail').hidden"))
        self.assertEqual((self.focused(), self.selected()), ("list", "3"))

    def test_the_shortcuts_are_listed_and_typing_is_not_a_shortcut(self):
        self.open(scenarios.delivered(1))

        self.press("?")
        self.wait_for_dialog()
        self.assertIn("run the request again", self.text("#keys-dialog"))
        self.press("p", Keys.ESCAPE, "/", "jpr?")

        self.assertEqual(self.value("document.getElementById('filter').value"), "jpr?")
        self.assertEqual(self.text("#pause"), "Pause")
        self.assertEqual(self.server.orders, [])
        self.press(Keys.ESCAPE)
        self.assertEqual(self.focused(), "list")

    def test_browser_shortcuts_are_left_alone(self):
        self.open(scenarios.delivered(1))

        self.press("j")
        self.press_with(Keys.CONTROL, "p")
        self.press_with(Keys.ALT, "r")

        self.assertEqual(self.text("#pause"), "Pause")
        self.assertEqual(self.server.orders, [])

    def test_pages_of_a_long_list(self):
        self.open(*scenarios.many(1000))

        self.press("j", Keys.PAGE_DOWN, Keys.PAGE_DOWN)
        down = 1000 - int(self.selected())
        self.assertGreater(down, 30)
        self.assertIn(f"request-{self.selected()}", self.value("document.getElementById('list').getAttribute('aria-activedescendant')"))
        row = self.value("(() => { const a = document.querySelector('#rows [aria-selected=true]').getBoundingClientRect(); "
                         "const b = document.getElementById('list').getBoundingClientRect(); return a.top >= b.top && a.bottom <= b.bottom; })()")
        self.assertTrue(row, "the selected row is not visible")
        self.press(Keys.PAGE_UP, Keys.PAGE_UP)
        self.assertEqual(self.selected(), "1000")

    def test_every_tab_stop_is_visible_and_has_a_name(self):
        self.open(scenarios.delivered(1), address="#1")
        self.run_js("document.body.focus()")
        stops = []
        for _ in range(40):
            self.press(Keys.TAB)
            stop = self.run_js("""
                const one = document.activeElement;
                const style = getComputedStyle(one);
                return [one.id || one.className || one.tagName, style.outlineStyle !== 'none' && style.outlineWidth !== '0px',
                  Boolean(one.ariaLabel || one.innerText || one.labels?.length || one.getAttribute('aria-labelledby'))];
            """)
            if stop[0] == "BODY":
                break
            stops.append(stop)
        self.assertEqual([name for name, seen, named in stops if not (seen and named)], [])
        for wanted in ["paths", "filter", "pause", "list", "again", "save", "close", "tab-viewer-request"]:
            self.assertIn(wanted, [name for name, _, _ in stops])


class LookTests(PageCase):
    def everything(self):
        """Shows each part of the page in turn."""
        made = [scenarios.of_outcome(number, outcome) for number, outcome in enumerate(scenarios.OUTCOMES, 1)]
        self.server.change_status(
            problems=[{"file": "stacktape.yml", "line": 3, "column": 5, "message": "x" * 400}],
            functions=[dict(self.server.status["functions"][0], state="broken", message="SyntaxError: " + "y" * 300)],
        )
        self.open()
        yield "empty"
        self.open(*made, scenarios.hostile(8), dict(scenarios.redirect(9), url="/" + "long" * 500))
        yield "list"
        self.press("j", Keys.ENTER)
        self.wait_for_detail(9)
        yield "a long address"
        for number in range(8, 0, -1):
            self.press("j")
            self.wait_for_detail(number)
            self.run_js("document.querySelectorAll('#detail details').forEach((part) => { part.open = true; })")
            yield f"request {number}"
        self.press("5")
        yield "headers"
        self.press("s")
        self.wait_for_dialog()
        yield "the case dialog"
        self.press(Keys.ESCAPE, "?")
        self.wait_for_dialog()
        yield "the keys"
        self.press(Keys.ESCAPE)

    def test_texts_have_the_contrast_of_wcag_aa(self):
        for scheme in ["light", "dark"]:
            browser.emulate(self.driver, scheme)
            self.server.change_status(problems=[])
            for part in self.everything():
                with self.subTest(scheme=scheme, part=part):
                    self.assertEqual(self.run_js(POOR_TEXTS), [])

    def test_dark_is_dark(self):
        self.open(scenarios.delivered(1))
        background = "getComputedStyle(document.documentElement).backgroundColor"
        light = self.value(background)

        browser.emulate(self.driver, "dark")

        self.assertEqual((light, self.value(background)), ("rgb(255, 255, 255)", "rgb(22, 24, 29)"))

    def test_nothing_is_wider_than_a_narrow_screen(self):
        for width in [400, 700, 1010]:
            browser.emulate(self.driver, width=width, height=800)
            for part in self.everything():
                with self.subTest(width=width, part=part):
                    self.assertEqual(self.run_js(OVERFLOWING), [])

    def test_a_narrow_list_can_be_used_with_keys(self):
        browser.emulate(self.driver, width=400, height=800)
        self.open(*scenarios.many(200))

        self.press("j", "j", Keys.END)
        self.wait_for("document.getElementById('request-1') !== null")
        self.press(Keys.ENTER)
        self.wait_for_detail(1)
        self.press(Keys.ESCAPE)

        self.assertEqual(self.selected(), "1")
        self.assertTrue(self.value("document.getElementById('request-1')?.checkVisibility() ?? false"))

    def test_nothing_moves_with_reduced_motion(self):
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
        )
        self.open(scenarios.delivered(1), address="#1")

        moving = "[...document.querySelectorAll('*')].filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0).length"
        self.assertEqual(self.value(moving), 0)


class AnyServerTests(PageCase):
    """Holds for any server; with BRINK_PAGE_URL it tests that one."""

    def setUp(self):
        super().setUp()
        self.url = REAL_URL or self.url

    def test_all_files_load_from_the_same_origin(self):
        self.open()
        self.wait_for("performance.getEntriesByType('resource').some((entry) => entry.name.endsWith('/long-text.js'))")

        loaded = self.value("performance.getEntriesByType('resource').map((one) => [one.name, one.responseStatus])")
        origin = self.value("location.origin")
        self.assertEqual([name for name, _ in loaded if not name.startswith(f"{origin}/_brink/")], [])
        self.assertEqual([name for name, status in loaded if status not in (0, 200)], [])
        self.assertEqual(self.value("document.documentElement.lang"), "en")

    def test_the_policy_blocks_scripts_in_the_page(self):
        self.open()
        self.run_js("""
            const script = document.createElement('script');
            script.textContent = 'window.attacked = 1';
            document.body.append(script);
        """)

        self.assertIsNone(self.value("window.attacked ?? null"))
        refusals = [one["message"] for one in self.driver.get_log("browser") if "Content Security Policy" in one["message"]]
        self.assertEqual(len(refusals), 1)


if __name__ == "__main__":
    unittest.main()
