// Embeds the built pages, so that one binary is enough. scripts/web writes the list of them; without
// it the package builds all the same, and the server says how to build the pages. scripts/web
// touches this file, for the compiler does not watch a file that was absent.
#include "CPages.h"

#if __has_include("../../web/dist/pages.h")
#include "../../web/dist/pages.h"
#else
#define SALUS_PAGES
#endif

// Ends with an empty entry, so that the table is never empty.
static const struct salus_page pages[] = {SALUS_PAGES{NULL, NULL, 0}};

size_t salus_page_count(void) { return sizeof pages / sizeof pages[0] - 1; }

struct salus_page salus_page_at(size_t index) { return pages[index]; }
