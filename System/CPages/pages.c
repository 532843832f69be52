// Embeds the built pages, so that one binary is enough. Each file is guarded: without web/dist the
// package builds all the same, and the server says how to build the pages. scripts/web touches
// this file, for the compiler does not watch a file that was absent.
#include "CPages.h"

#if __has_embed("../../web/dist/index.html") == __STDC_EMBED_FOUND__
static const unsigned char index_html[] = {
#embed "../../web/dist/index.html"
};
#define HAS_INDEX_HTML
#endif

#if __has_embed("../../web/dist/app.js") == __STDC_EMBED_FOUND__
static const unsigned char app_js[] = {
#embed "../../web/dist/app.js"
};
#define HAS_APP_JS
#endif

#if __has_embed("../../web/dist/app.css") == __STDC_EMBED_FOUND__
static const unsigned char app_css[] = {
#embed "../../web/dist/app.css"
};
#define HAS_APP_CSS
#endif

#if __has_embed("../../web/dist/icon.svg") == __STDC_EMBED_FOUND__
static const unsigned char icon_svg[] = {
#embed "../../web/dist/icon.svg"
};
#define HAS_ICON_SVG
#endif

// Ends with an empty entry, so that the table is never empty.
static const struct salus_page pages[] = {
#ifdef HAS_INDEX_HTML
    {"index.html", index_html, sizeof index_html},
#endif
#ifdef HAS_APP_JS
    {"app.js", app_js, sizeof app_js},
#endif
#ifdef HAS_APP_CSS
    {"app.css", app_css, sizeof app_css},
#endif
#ifdef HAS_ICON_SVG
    {"icon.svg", icon_svg, sizeof icon_svg},
#endif
    {NULL, NULL, 0},
};

size_t salus_page_count(void) { return sizeof pages / sizeof pages[0] - 1; }

struct salus_page salus_page_at(size_t index) { return pages[index]; }
