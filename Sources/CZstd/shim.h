// The system's zstd.
#ifndef STOPOVER_CZSTD_H
#define STOPOVER_CZSTD_H

#include <zstd.h>

#endif
