#include "CPageFiles.h"

// Compiles the files of page/ in. page/tests/files.test.mjs compares this list with the folder.

#define HTML "text/html; charset=utf-8"
#define CSS "text/css; charset=utf-8"
#define SVG "image/svg+xml"
#define JAVASCRIPT "text/javascript; charset=utf-8"

static const unsigned char index_html[] = {
#embed "../../page/index.html"
};
static const unsigned char page_css[] = {
#embed "../../page/page.css"
};
static const unsigned char favicon_svg[] = {
#embed "../../page/favicon.svg"
};
static const unsigned char api[] = {
#embed "../../page/api.js"
};
static const unsigned char case_dialog[] = {
#embed "../../page/case-dialog.js"
};
static const unsigned char controls[] = {
#embed "../../page/controls.js"
};
static const unsigned char detail_head[] = {
#embed "../../page/detail-head.js"
};
static const unsigned char detail_view[] = {
#embed "../../page/detail-view.js"
};
static const unsigned char difference_view[] = {
#embed "../../page/difference-view.js"
};
static const unsigned char difference[] = {
#embed "../../page/difference.js"
};
static const unsigned char element[] = {
#embed "../../page/element.js"
};
static const unsigned char facts[] = {
#embed "../../page/facts.js"
};
static const unsigned char feed[] = {
#embed "../../page/feed.js"
};
static const unsigned char filter[] = {
#embed "../../page/filter.js"
};
static const unsigned char format[] = {
#embed "../../page/format.js"
};
static const unsigned char json_view[] = {
#embed "../../page/json-view.js"
};
static const unsigned char keyboard[] = {
#embed "../../page/keyboard.js"
};
static const unsigned char list_view[] = {
#embed "../../page/list-view.js"
};
static const unsigned char live[] = {
#embed "../../page/live.js"
};
static const unsigned char long_text[] = {
#embed "../../page/long-text.js"
};
static const unsigned char main[] = {
#embed "../../page/main.js"
};
static const unsigned char meter[] = {
#embed "../../page/meter.js"
};
static const unsigned char notices[] = {
#embed "../../page/notices.js"
};
static const unsigned char outcome[] = {
#embed "../../page/outcome.js"
};
static const unsigned char request_log[] = {
#embed "../../page/request-log.js"
};
static const unsigned char requests_view[] = {
#embed "../../page/requests-view.js"
};
static const unsigned char row[] = {
#embed "../../page/row.js"
};
static const unsigned char selected_request[] = {
#embed "../../page/selected-request.js"
};
static const unsigned char site_view[] = {
#embed "../../page/site-view.js"
};
static const unsigned char stage_view[] = {
#embed "../../page/stage-view.js"
};
static const unsigned char tabs[] = {
#embed "../../page/tabs.js"
};
static const unsigned char timeline[] = {
#embed "../../page/timeline.js"
};

static const PageFile files[] = {
    {"index.html", HTML, index_html, sizeof index_html},
    {"page.css", CSS, page_css, sizeof page_css},
    {"favicon.svg", SVG, favicon_svg, sizeof favicon_svg},
    {"api.js", JAVASCRIPT, api, sizeof api},
    {"case-dialog.js", JAVASCRIPT, case_dialog, sizeof case_dialog},
    {"controls.js", JAVASCRIPT, controls, sizeof controls},
    {"detail-head.js", JAVASCRIPT, detail_head, sizeof detail_head},
    {"detail-view.js", JAVASCRIPT, detail_view, sizeof detail_view},
    {"difference-view.js", JAVASCRIPT, difference_view, sizeof difference_view},
    {"difference.js", JAVASCRIPT, difference, sizeof difference},
    {"element.js", JAVASCRIPT, element, sizeof element},
    {"facts.js", JAVASCRIPT, facts, sizeof facts},
    {"feed.js", JAVASCRIPT, feed, sizeof feed},
    {"filter.js", JAVASCRIPT, filter, sizeof filter},
    {"format.js", JAVASCRIPT, format, sizeof format},
    {"json-view.js", JAVASCRIPT, json_view, sizeof json_view},
    {"keyboard.js", JAVASCRIPT, keyboard, sizeof keyboard},
    {"list-view.js", JAVASCRIPT, list_view, sizeof list_view},
    {"live.js", JAVASCRIPT, live, sizeof live},
    {"long-text.js", JAVASCRIPT, long_text, sizeof long_text},
    {"main.js", JAVASCRIPT, main, sizeof main},
    {"meter.js", JAVASCRIPT, meter, sizeof meter},
    {"notices.js", JAVASCRIPT, notices, sizeof notices},
    {"outcome.js", JAVASCRIPT, outcome, sizeof outcome},
    {"request-log.js", JAVASCRIPT, request_log, sizeof request_log},
    {"requests-view.js", JAVASCRIPT, requests_view, sizeof requests_view},
    {"row.js", JAVASCRIPT, row, sizeof row},
    {"selected-request.js", JAVASCRIPT, selected_request, sizeof selected_request},
    {"site-view.js", JAVASCRIPT, site_view, sizeof site_view},
    {"stage-view.js", JAVASCRIPT, stage_view, sizeof stage_view},
    {"tabs.js", JAVASCRIPT, tabs, sizeof tabs},
    {"timeline.js", JAVASCRIPT, timeline, sizeof timeline},
};

const PageFile *page_files(size_t *count) {
    *count = sizeof files / sizeof files[0];
    return files;
}
