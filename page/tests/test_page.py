"""The list, its tools, and live updates."""

import unittest

from selenium.webdriver.common.keys import Keys

import scenarios
from page_case import PageCase


class ListTests(PageCase):
    def test_the_list_shows_the_newest_first_with_all_columns(self):
        self.open(scenarios.delivered(1, url="/first"), scenarios.refused(2))

        self.assertEqual(self.urls(), ["/account?x=1", "/first"])
        row = self.value("[...document.querySelectorAll('#rows .row:first-child > *')].map((cell) => cell.innerText.trim())")
        self.assertRegex(row[0], r"^\d\d:\d\d:00\.074$")
        self.assertEqual(
            row[1:], ["GET", "/account?x=1", "502", "Validation error", "us-east-1", "auth", "1.23 ms", "1 KB"]
        )
        self.assertEqual(self.value("document.querySelector('#rows .functions').ariaLabel"), "viewer-request: auth refused")
        self.assertEqual(self.texts("#count"), ["2 requests"])
        self.assertEqual(self.driver.title, "2 · stacktape.yml")

    def test_columns_are_aligned_with_their_headings(self):
        self.open(scenarios.delivered(1))

        edges = """
            const edge = (cell) => getComputedStyle(cell).textAlign === 'right'
              ? cell.getBoundingClientRect().right : cell.getBoundingClientRect().left;
            return [...document.querySelectorAll(arguments[0])].map((cell) => Math.round(edge(cell)));
        """
        self.assertEqual(self.run_js(edges, ".columns > *"), self.run_js(edges, "#rows .row > *"))

    def test_a_thousand_requests_are_a_few_dozen_elements(self):
        self.open(*scenarios.many(1000))

        self.assertEqual(self.text("#count"), "1,000 requests")
        self.assertEqual(self.value("document.getElementById('list').ariaRowCount"), "1001")
        self.assertLess(len(self.urls()), 80)
        self.run_js("document.getElementById('list').scrollTop = 1e6")
        self.wait_for("document.getElementById('request-1') !== null")
        self.assertEqual(self.value("document.getElementById('request-1').ariaRowIndex"), "1001")

    def test_beyond_a_thousand_the_oldest_are_dropped(self):
        self.open(*scenarios.many(1000))

        self.server.add(*[scenarios.request(number, url=f"/new/{number}") for number in range(1001, 1004)])

        self.wait_for("document.getElementById('request-1003') !== null")
        self.assertEqual(self.text("#count"), "1,000 requests")
        self.run_js("document.getElementById('list').scrollTop = 1e6")
        self.wait_for("document.getElementById('request-4') !== null")
        self.assertIsNone(self.value("document.getElementById('request-3')"))

    def test_an_empty_list_says_how_to_start(self):
        self.open()

        self.assertIn("No requests yet", self.text("#empty"))
        self.assertIn("curl -i http://localhost:8080/", self.text("#empty"))
        self.assertEqual(self.find("#empty a").get_attribute("href"), "http://localhost:8080/")
        self.assertEqual(self.driver.title, "0 · stacktape.yml")

    def test_every_word_of_the_filter_must_match(self):
        self.open(scenarios.delivered(1, url="/cart"), scenarios.refused(2), scenarios.broken(3, "failed"))

        for typed, found in [("auth 50", 2), ("VALIDATION refused", 1), ("cart visit-cookie miss", 1), ("cart 502", 0)]:
            with self.subTest(typed):
                self.press(Keys.ESCAPE, "/")
                self.type_over(typed)
                self.wait_for_text("#count", f"{found} of 3")
                self.assertEqual(len(self.urls()), found)
                self.press(Keys.ESCAPE)
        self.assertEqual(self.text("#count"), "3 requests")

    def test_a_filter_that_finds_nothing_says_so_and_can_be_cleared(self):
        self.open(scenarios.delivered(1))
        self.press("/", "nothing like this")
        self.wait_for_text("#nothing-found", "No request has all of these words.")

        self.find("#nothing-found button").click()

        self.assertEqual(len(self.urls()), 1)
        self.assertEqual(self.focused(), "list")

    def test_cleared_requests_do_not_come_back(self):
        self.open(scenarios.delivered(1), scenarios.delivered(2))

        self.find("#clear").click()
        self.server.add(scenarios.delivered(3, url="/third"))

        self.wait_for_text("#rows", "/third")
        self.assertEqual(self.urls(), ["/third"])


class LiveTests(PageCase):
    def test_a_request_appears_when_it_is_made(self):
        self.open()

        self.server.add(scenarios.delivered(1, url="/fresh"))

        self.wait_for_text("#rows", "/fresh")
        self.assertEqual(self.value("document.getElementById('empty').hidden"), True)
        self.assertEqual(self.driver.title, "1 · stacktape.yml")

    def test_a_size_known_later_is_shown_in_its_row(self):
        self.open(scenarios.request(1, bytes=None), scenarios.request(2))
        self.assertEqual(self.texts("#rows .bytes"), ["120 B", "–"])

        self.server.add(scenarios.request(1, bytes=2048))

        self.wait_for_text("#request-1 .bytes", "2 KB")
        self.assertEqual(len(self.urls()), 2)

    def test_visible_rows_do_not_move_when_requests_arrive(self):
        self.open(*scenarios.many(500))
        self.run_js("document.getElementById('list').scrollTop = 3000")
        self.wait_for("document.getElementById('request-380') !== null")
        place = "document.getElementById('request-380').getBoundingClientRect().top"
        before = self.value(place)

        self.server.add(*[scenarios.request(number) for number in range(501, 511)])

        self.wait_for_text("#count", "510 requests")
        self.assertEqual(self.value(place), before)

    def test_a_row_stays_visible_when_its_request_opens_beside_the_list(self):
        self.open(*scenarios.many(500))
        self.run_js("document.getElementById('list').scrollTop = 6000")
        self.wait_for("document.getElementById('request-250') !== null")

        self.find("#request-250 .url").click()
        self.wait_for_detail(250)

        self.wait_for("""(() => {
            const row = document.getElementById('request-250')?.getBoundingClientRect();
            const list = document.getElementById('list').getBoundingClientRect();
            return row && row.height > 40 && row.top >= list.top && row.bottom <= list.bottom;
        })()""")

    def test_many_at_once_end_with_the_newest(self):
        self.open(scenarios.request(1))

        self.server.add(*[scenarios.request(number, url=f"/flood/{number}") for number in range(2, 3002)])

        self.wait_for("document.getElementById('request-3001') !== null")
        self.wait_for_text("#count", "1,000 requests")
        self.assertEqual(self.urls()[:2], ["/flood/3001", "/flood/3000"])

    def test_a_pause_holds_requests_back_until_it_ends(self):
        self.open(scenarios.delivered(1))

        self.press("p")
        self.server.add(scenarios.delivered(2), scenarios.delivered(3))
        self.wait_for_text("#pause", "Paused (2 new)")
        self.assertEqual(len(self.urls()), 1)
        self.assertEqual(self.value("document.getElementById('pause').ariaPressed"), "true")

        self.press("p")
        self.assertEqual(len(self.urls()), 3)
        self.assertEqual(self.text("#pause"), "Pause")

    def test_problems_come_and_go(self):
        self.open(scenarios.delivered(1))
        broken = dict(self.server.status["functions"][0], state="broken", message="SyntaxError: auth.ts:3:5: unexpected")
        problem = {"file": "stacktape.yml", "line": 3, "column": 5, "message": "unknown member \"edgeFunction\""}

        self.server.change_status(problems=[problem], functions=[broken])
        self.wait_for_text("#problems", "keeps the last good version")
        self.assertIn("stacktape.yml:3:5", self.text("#problems"))
        self.assertIn("unknown member \"edgeFunction\"", self.text("#problems"))
        self.assertIn("auth.ts:3:5: unexpected", self.text("#problems"))
        self.assertIn("1 broken", self.text("#functions"))

        self.server.change_status(problems=[], functions=[dict(broken, state="ok", message=None)])
        self.wait_for("document.getElementById('problems').hidden")

    def test_the_cache_fills_as_requests_come(self):
        self.open()
        self.assertIn("12 objects · 33.8 KB · 77 % hits", self.text("#cache"))

        self.server.status["cache"].update(entries=13, bytes=2_000_000)
        self.server.add(scenarios.delivered(1))

        self.wait_for_text("#cache", "13 objects · 1.9 MB")

    def test_a_page_is_live_again_after_going_back_to_it(self):
        self.open(scenarios.delivered(1))

        # More often than the number of connections that a browser makes to one server.
        for _ in range(8):
            self.driver.get("about:blank")
            self.driver.get(self.url)
            self.wait_for("document.getElementById('connection').dataset.state === 'live'")
        self.driver.back()
        self.driver.back()
        self.wait_for("document.getElementById('connection')?.dataset.state === 'live'")
        self.server.add(scenarios.delivered(2, url="/after"))

        self.wait_for_text("#rows", "/after")


class ReconnectTests(PageCase):
    expected_errors = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET",
                       "ERR_EMPTY_RESPONSE")

    def lose_the_server(self):
        self.server.stop()
        self.wait_for("document.getElementById('connection').dataset.state === 'lost'")
        self.assertEqual(self.text("#connection"), "not connected")

    def come_back(self):
        self.server.start()
        self.wait_for("document.getElementById('connection').dataset.state === 'live'")

    def test_missed_requests_appear_after_a_reconnect(self):
        self.open(scenarios.delivered(1, url="/before"))

        self.lose_the_server()
        self.server.add(scenarios.delivered(2, url="/meanwhile"))
        self.come_back()

        self.wait_for_text("#rows", "/meanwhile")
        self.assertEqual(self.urls(), ["/meanwhile", "/before"])

    def test_a_restarted_server_replaces_the_list(self):
        self.open(scenarios.delivered(1, url="/a"), scenarios.delivered(2, url="/b"), address="#2")

        self.lose_the_server()
        self.server.restart([dict(scenarios.delivered(1, url="/new"), time=scenarios.moment(9_000_000))])
        self.come_back()

        self.wait_for_text("#rows", "/new")
        self.assertEqual(self.urls(), ["/new"])
        self.assertTrue(self.value("document.getElementById('detail').hidden"))
        self.assertIn("restarted", self.text("#notice"))

    def test_orders_without_a_server_show_an_error(self):
        self.open(scenarios.delivered(1))
        self.lose_the_server()

        self.press("i", Keys.ENTER)

        self.wait_for_text("#notice", "Nothing was invalidated: the server does not respond")


class InvalidationTests(PageCase):
    expected_errors = ("400 \\(Bad Request\\)",)

    def test_paths_are_invalidated_from_the_keyboard(self):
        self.open(scenarios.delivered(1))

        self.press("i")
        self.assertEqual(self.focused(), "paths")
        self.type_over("/a/* /b")
        self.press(Keys.ENTER)

        self.wait_for_text("#notice", "Invalidated 12 objects")
        self.assertEqual(self.server.orders, [("invalidations", {"paths": ["/a/*", "/b"]})])
        self.wait_for_text("#cache", "0 objects")

    def test_an_invalid_path_is_refused_in_the_servers_words(self):
        self.open(scenarios.delivered(1))

        self.press("i")
        self.type_over("a")
        self.press(Keys.ENTER)

        self.wait_for_text("#notice", "Nothing was invalidated: a: expected a path that begins with /")


if __name__ == "__main__":
    unittest.main()
