/* replay.c: runs a harness on the files of folders, without libFuzzer. */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define INPUT_MAX (1 << 20) /* bytes of a file */

/* Runs the harness on a file, in memory of just its size. */
static void
run_file(const char *path)
{
	static char data[INPUT_MAX];
	FILE *file = fopen(path, "rb");
	size_t size;
	char *copy;

	fuzz_must(file);
	size = fread(data, 1, sizeof(data), file);
	fuzz_must(feof(file));
	fclose(file);
	copy = malloc(size ? size : 1);
	fuzz_must(copy);
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput((uint8_t *)copy, size);
	free(copy);
}

/* The same in a process of its own, so that others run after a crash. */
static bool
replay(const char *path)
{
	int status = -1;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	fuzz_must(pid >= 0);
	if (pid == 0) {
		run_file(path);
		exit(0);
	}
	if (waitpid(pid, &status, 0) == pid && status == 0)
		return true;
	printf("%s: failed\n", path);
	return false;
}

int
main(int argc, char *argv[])
{
	size_t count = 0, failed = 0;
	struct dirent *entry;
	char path[4096];
	DIR *dir;
	int i;

	for (i = 1; i < argc; i++) {
		dir = opendir(argv[i]);
		while (dir && (entry = readdir(dir))) {
			if (entry->d_name[0] == '.')
				continue;
			snprintf(path, sizeof(path), "%s/%s", argv[i],
				entry->d_name);
			count++;
			failed += !replay(path);
		}
		if (dir)
			closedir(dir);
	}
	printf("%zu inputs, %zu failed\n", count, failed);
	return count == 0 || failed > 0;
}
