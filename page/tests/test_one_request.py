"""One request: its events and results, and the actions on it."""

import json
import unittest

from selenium.webdriver.common.keys import Keys

import scenarios
from page_case import PageCase


class OutcomeTests(PageCase):
    def test_every_outcome_has_its_name_and_its_cause(self):
        causes = {
            "accepted": "headers.x-user",
            "refused": "header.read-only",
            "failed": "Cannot read properties of undefined",
            "timed-out": "Task timed out after 3.00 seconds",
            "out-of-memory": "Runtime.OutOfMemory",
            "crashed": "Runtime exited with error: exit status 1",
            "throttled": "no instance became free",
        }
        self.assertEqual(list(causes), scenarios.OUTCOMES)
        self.open(*[scenarios.of_outcome(number, outcome) for number, outcome in enumerate(causes, 1)])

        self.press("j", Keys.END, Keys.ENTER)
        for number, (outcome, cause) in enumerate(causes.items(), 1):
            with self.subTest(outcome):
                self.wait_for_detail(number)
                self.wait_for_text("#detail .badge", outcome)
                self.assertIn(cause, self.text("#detail .stage"))
                self.press("k")

    def test_a_refusal_names_its_rule_and_cloudfronts_words(self):
        self.open(scenarios.refused(1), address="#1")

        self.assertEqual(self.text("#detail .failure h4"), "CloudFront would respond with 502: rule header.read-only")
        self.assertIn("tried to change the read-only header, headerName : Host.", self.text("#detail .failure p"))
        self.assertTrue(self.text("#detail .failure pre").startswith("Validation error: Lambda function result failed"))

    def test_traces_of_both_languages_are_shown(self):
        self.open(scenarios.broken(1, "failed"), scenarios.python_failure(2), address="#1")
        self.assertIn("at handler (auth.ts:12:34)", self.text("#detail .failure pre"))

        self.press("k")
        self.wait_for_detail(2)

        self.assertIn('File "/var/task/pricing.py", line 7, in handler\n    return prices[country]', self.text("#detail .failure pre"))

    def test_a_function_that_the_host_could_not_run_is_shown_without_log_and_report(self):
        run = scenarios.stage("viewer-request", "auth", "failed", error={"errorType": "Brink.HostError", "errorMessage": "x"})
        del run["logs"], run["report"]
        self.open(scenarios.request(1, [run], status=503, bytes=None), address="#1")

        self.assertIn("Brink.HostError", self.text("#detail .failure"))
        self.assertIn("No log entries.", self.text("#detail .stage"))

    def test_figures_of_time_and_memory_are_shown(self):
        self.open(scenarios.redirect(1), address="#1")

        figures = self.text("#detail .figures").split("\n")
        self.assertEqual(
            [" ".join(figures[place : place + 2]) for place in range(0, 10, 2)],
            ["duration 0.42 ms", "init 12.3 ms", "billed 1 ms", "cpu 0.40 ms", "memory 7 MB of 128 MB"],
        )
        self.assertIn("nodejs18.x · in-process · cold start · us-east-1", self.text("#detail .how"))
        self.assertEqual(self.find("#detail [role=meter]").get_attribute("aria-valuetext"), "7 MB of 128 MB")

    def test_the_difference_names_members_and_headers(self):
        self.open(scenarios.delivered(1), address="#1")

        self.assertEqual(
            self.value("[...document.querySelectorAll('#detail .changes tr')].map((row) => row.textContent)"),
            ["−removedheaders.accept*/*", "+addedheaders.x-user42", '~changeduri"/account""/account/index.html"'],
        )
        self.press("4")
        self.wait_for_text("#detail .stage h3", "visit-cookie")
        self.assertIn("visits=1; Path=/", self.text("#detail .changes"))
        self.assertIn("The member bodyy has no effect. result.unknown-members", self.text("#detail .warning"))

    def test_skipped_stages_show_the_recorded_reason(self):
        kinds = [
            (scenarios.redirect(1), "origin-request", "viewer-request generated the response"),
            (scenarios.delivered(2, "Hit from cloudfront"), "origin-request", "came from the cache"),
            (scenarios.refused(3), "viewer-response", "An earlier function failed, or its result was refused"),
            (scenarios.request(4, [], status=404, why="origin-error"), "viewer-response", "The origin's status was 400 or above"),
            (scenarios.request(5, []), "viewer-request", "has no function for this event"),
        ]
        self.open(*[kind[0] for kind in kinds], address="#1")
        for made, stage, why in kinds:
            with self.subTest(why):
                self.run_js("location.hash = arguments[0]", str(made["id"]))
                self.wait_for_text("#detail-title", str(made["status"]))
                self.wait_for_detail(made["id"])
                self.find(f"#tab-{stage}").click()
                self.wait_for_text("#detail .skipped", f"{stage}: not run")
                self.assertIn(why, self.text("#detail .skipped"))

    def test_the_timeline_is_readable_without_its_bars(self):
        self.open(scenarios.delivered(1), address="#1")

        self.assertEqual(
            self.value("[...document.querySelectorAll('.timeline li')].map((step) => step.textContent)"),
            [
                "viewer-requestauth in us-east-1starts at 0.05 ms and takes0.52 ms",
                "cachemissstarts at 0.60 ms and takes0.02 ms",
                "originfolder publicstarts at 0.65 ms and takes0.40 ms",
                "viewer-responsevisit-cookie in us-east-1starts at 1.10 ms and takes0.52 ms",
            ],
        )

    def test_the_event_opens_and_closes_and_is_remembered(self):
        self.open(scenarios.delivered(1), scenarios.redirect(2), address="#1")
        event = "[...document.querySelectorAll('#detail .section')].at(-1)"
        self.assertFalse(self.value(f"{event}.open"))

        self.run_js(f"{event}.firstElementChild.click()")
        self.wait_for(f"{event}.textContent.includes('\"distributionId\": \"E2QWRUHAPOMQZL\"')")
        self.press("k")
        self.wait_for_detail(2)

        self.wait_for(f"{event}.open && {event}.textContent.includes('distributionId')")

    def test_the_headers_of_the_viewer_are_shown(self):
        self.open(scenarios.delivered(1), address="#1")

        self.press("5")

        self.assertIn("User-Agent\tcurl/7.88.1", self.text("#detail .headers"))
        self.assertIn("X-Cache\tMiss from cloudfront", self.text("#detail .headers:last-child"))


class UntrustedTests(PageCase):
    def test_markup_is_shown_as_text_everywhere(self):
        self.open(scenarios.hostile(1))
        self.press("j", Keys.ENTER)
        self.wait_for_detail(1)
        seen = self.text("#rows")
        for key in "51":
            self.press(key)
            self.run_js("document.querySelectorAll('#detail details').forEach((part) => { part.open = true; })")
            self.wait_for("[...document.querySelectorAll('#detail .section')].every((part) => part.childElementCount > 1)")
            seen += self.value("document.getElementById('detail').textContent")
        self.press("s")
        self.wait_for_dialog()
        self.press(Keys.ESCAPE)

        for place in ["url", "cache", "function", "request header", "name", "uri", "query", "event header", "header name",
                      "body", "result", "log", "rule", "message", "status", "type", "error", "trace", "warning", "warned",
                      "step", "detail"]:
            markup = scenarios.MARKUP.format(place)
            shown = markup in seen or json.dumps(markup)[1:-1] in seen
            self.assertTrue(shown, f"{place} is not shown as text")
        self.assertEqual(self.value("document.querySelectorAll('img, script').length"), 1)
        self.assertIsNone(self.value("window.attacked ?? null"))
        self.assertEqual(self.value("[...document.links].filter((link) => !link.href.startsWith('http')).length"), 0)

    def test_only_web_addresses_become_links(self):
        self.server.status["addresses"] = ["javascript:window.attacked=1"]
        self.open()

        self.assertEqual(self.value("document.links.length"), 0)
        self.assertIn("javascript:window.attacked=1", self.text("#addresses"))

    def test_deep_and_long_values_are_cut(self):
        deep = json.loads("[" * 400 + "]" * 400)
        given = scenarios.event("viewer-request")
        given["Records"][0]["cf"]["request"]["body"] = {"data": "A" * 1_000_000}
        result = dict(given["Records"][0]["cf"]["request"], deep=deep, wide=list(range(5000)))
        self.open(scenarios.request(1, [scenarios.stage("viewer-request", "auth", given=given, result=result)]), address="#1")

        self.wait_for_text("#detail .json", "show all 1,000,002 characters")
        self.assertIn("4800 more", self.text("#detail .json"))
        self.assertLess(self.value("document.getElementById('detail').textContent.length"), 50_000)
        self.run_js("[...document.querySelectorAll('.more')].find((one) => one.textContent.includes('1,000,002')).click()")
        self.wait_for("document.getElementById('detail').textContent.length > 1000000")


class ActionTests(PageCase):
    expected_errors = ("404 \\(Not Found\\)", "409 \\(Conflict\\)", "400 \\(Bad Request\\)")

    def test_a_dropped_request_says_so(self):
        self.open(scenarios.delivered(1), scenarios.delivered(2))
        self.server.forget(1)

        self.press("j", "j", Keys.ENTER)

        self.wait_for_text("#detail .gone", "this request is no longer kept.")
        self.press("r")
        self.wait_for_text("#notice", "Request 1 was not run again: this request is no longer kept")

    def test_a_request_is_run_again_and_the_new_one_is_opened(self):
        self.open(scenarios.redirect(1), scenarios.delivered(2))

        self.press("j", "j", "r")

        self.wait_for_detail(3)
        self.wait_for_text("#rows .row:first-child .status", "302")
        self.assertEqual(self.selected(), "3")
        self.assertIn("Ran again as request 3", self.text("#notice"))
        self.find("#detail .again").click()
        self.wait_for_detail(4)
        self.assertEqual([path for path, _ in self.server.orders], ["requests/1/again", "requests/3/again"])

    def test_a_case_is_saved_without_secrets_unless_chosen(self):
        self.open(scenarios.delivered(1), address="#1")

        self.press("4", "s")
        self.wait_for_dialog()
        self.assertEqual(self.value("document.getElementById('case-name').value"), "get-account-200")
        self.press(Keys.ENTER)
        self.wait_for_text("#notice", "Saved as cases/get-account-200")

        self.find("#detail .save").click()
        self.wait_for_dialog()
        self.type_over("with-cookie")
        self.find("#case-secrets").click()
        self.press(Keys.ENTER)
        self.wait_for_text("#notice", "Saved as cases/with-cookie")
        path = "requests/1/stages/viewer-response/case"
        self.assertEqual(
            self.server.orders,
            [
                (path, {"name": "get-account-200", "keepSecrets": False}),
                (path, {"name": "with-cookie", "keepSecrets": True}),
            ],
        )

    def test_another_event_can_be_chosen_for_the_case(self):
        self.open(scenarios.delivered(1), address="#1")

        self.press("s")
        self.wait_for_dialog()
        self.press_with(Keys.SHIFT, Keys.TAB)
        self.press(Keys.ARROW_DOWN, Keys.TAB, Keys.ENTER)

        self.wait_for_text("#notice", "Saved as")
        self.assertEqual(self.server.orders[0][0], "requests/1/stages/viewer-response/case")

    def test_an_existing_case_and_an_invalid_name_are_refused_in_the_dialog(self):
        self.server.cases.add("cases/taken")
        self.open(scenarios.delivered(1), address="#1")

        self.press("s")
        self.wait_for_dialog()
        for name, answer in [("taken", "cases/taken already exists"), ("../up", "expected 1 to 80 letters"), ("", "expected")]:
            self.type_over(name or Keys.BACK_SPACE)
            self.press(Keys.ENTER)
            self.wait_for_text("#case-error", answer)
            self.assertTrue(self.value("document.getElementById('case-dialog').open"))
        self.type_over("free")
        self.press(Keys.ENTER)

        self.wait_for_text("#notice", "Saved as cases/free")
        self.assertFalse(self.value("document.getElementById('case-dialog').open"))

    def test_a_request_without_functions_cannot_be_saved(self):
        self.open(scenarios.request(1, []), address="#1")

        self.press("s")

        self.wait_for_text("#notice", "No function ran for this request")
        self.assertEqual(self.value("document.querySelectorAll('#detail .save').length"), 0)

    def test_an_address_with_a_request_opens_it(self):
        self.open(scenarios.delivered(1), scenarios.refused(2), address="#2")

        self.assertIn("502", self.text("#detail-title"))
        self.assertEqual(self.selected(), "2")
        self.press(Keys.ESCAPE)
        self.assertEqual(self.value("location.hash"), "")


if __name__ == "__main__":
    unittest.main()
