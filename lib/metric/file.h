/* file.h: the file of counters; for the files of metric only. */
#ifndef METRIC_FILE_H
#define METRIC_FILE_H

#include <stddef.h>
#include <stdint.h>

/* What a file begins with; the rest of its cache line stays empty. */
struct metric_header {
	char magic[16]; /* filled by metric_file_open */
	uint64_t size;  /* of the whole file, in bytes */
	uint64_t fingerprint;
	uint64_t unused[4];
};

/*
 * Opens the file that begins with this header, all of it allocated. One that
 * is not there, or has another header, is made anew beside its place and then
 * put there whole: who has the old one open goes on with that. -1 when it
 * cannot be done, or the file holds something else; why, of size bytes, says
 * it then in one line. It keeps others from opening the file: map it, and end
 * that with metric_file_close.
 */
int metric_file_open(
    const char *path, struct metric_header header, char *why, size_t size);

/* Lets others open the file, and closes the descriptor. */
void metric_file_close(int fd);

#endif
