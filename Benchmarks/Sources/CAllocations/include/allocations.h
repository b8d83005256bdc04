#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

/// How often this process has called malloc, calloc and realloc, on any thread; 0 where the C library is not glibc.
unsigned long allocation_count(void);

#endif
