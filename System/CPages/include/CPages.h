#ifndef SALUS_CPAGES_H
#define SALUS_CPAGES_H

#include <stddef.h>

// One file of the built pages, as it stood when the program was compiled.
struct salus_page {
  const char *name;
  const unsigned char *bytes;
  size_t length;
};

// How many files are embedded; 0 where the pages were not built.
size_t salus_page_count(void);

// The file at `index`, which must be below the count.
struct salus_page salus_page_at(size_t index);

#endif
