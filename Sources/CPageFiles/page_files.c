#include "CPageFiles.h"
static const PageFile files[] = {{"index.html", "text/html", (const unsigned char *)"", 0}};
const PageFile *page_files(size_t *count) { *count = 1; return files; }
