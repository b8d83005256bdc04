#include "allocations.h"

#include <stdatomic.h>
#include <stdlib.h>

static atomic_ulong count;

unsigned long allocation_count(void) {
    return atomic_load_explicit(&count, memory_order_relaxed);
}

// A program's own definitions take the place of glibc's, whose own names stay
// (https://sourceware.org/glibc/manual/latest/html_node/Replacing-malloc.html).
#ifdef __GLIBC__

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t items, size_t size);
void *__libc_realloc(void *memory, size_t size);

static void counted(void) {
    atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
}

void *malloc(size_t size) {
    counted();
    return __libc_malloc(size);
}

void *calloc(size_t items, size_t size) {
    counted();
    return __libc_calloc(items, size);
}

void *realloc(void *memory, size_t size) {
    counted();
    return __libc_realloc(memory, size);
}

#endif
