/* base_random.c: bytes that nobody else is given, and that are kept nowhere. */
#include "base/random.h"

#include "support/fail.h"
#include "unit/suites.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 16   /* bytes of an id */
#define TAKEN 100 /* several stores of them */

/* Where the store is: in the one mapping that a fork wipes. NULL: nowhere. */
static const unsigned char *
find_store(void)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	const unsigned char *store = NULL;
	uintptr_t from = 0, start, end;
	char line[512];

	ck_assert_ptr_nonnull(maps);
	while (!store && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%zx-%zx", &start, &end) == 2)
			from = start;
		if (strncmp(line, "VmFlags:", 8) == 0 && strstr(line, " wf"))
			store = (const unsigned char *)from;
	}
	fclose(maps);
	return store;
}

/* Whether the bytes are anywhere in the store, or in a copy of it. */
static bool
holds(const unsigned char *store, const unsigned char *bytes)
{
	return memmem(store, RANDOM_STORE + sizeof(size_t), bytes, SIZE);
}

static void
assert_all_differ(unsigned char (*taken)[SIZE], size_t count)
{
	static const unsigned char none[SIZE];
	size_t i, j;

	for (i = 0; i < count; i++) {
		ck_assert_int_ne(memcmp(taken[i], none, SIZE), 0);
		for (j = 0; j < i; j++)
			ck_assert_int_ne(memcmp(taken[i], taken[j], SIZE), 0);
	}
}

START_TEST(no_bytes_are_given_twice)
{
	unsigned char taken[TAKEN][SIZE], more[RANDOM_STORE];
	size_t i;

	for (i = 0; i < TAKEN; i++) {
		ck_assert(base_random_take(taken[i], SIZE));
		/* So that a store ends in the midst of what is asked for. */
		ck_assert(base_random_take(more, i % 7));
	}
	assert_all_differ(taken, TAKEN);
	ck_assert(base_random_take(more, sizeof(more)));
	for (i = 0; i < TAKEN; i++)
		ck_assert_ptr_null(memmem(more, sizeof(more), taken[i], SIZE));
}
END_TEST

START_TEST(what_was_given_is_kept_nowhere)
{
	unsigned char before[RANDOM_STORE + sizeof(size_t)], taken[SIZE];
	const unsigned char *store;

	ck_assert(base_random_take(taken, SIZE));
	store = find_store();
	ck_assert_ptr_nonnull(store);
	ck_assert(!holds(store, taken));
	memcpy(before, store, sizeof(before));
	ck_assert(base_random_take(taken, SIZE));
	ck_assert(holds(before, taken));
	ck_assert(!holds(store, taken));
}
END_TEST

START_TEST(a_process_and_its_child_are_given_different_ones)
{
	unsigned char taken[4][SIZE];
	int ends[2], status;
	pid_t child;

	ck_assert(base_random_take(taken[0], SIZE));
	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		_exit(!base_random_take(taken[1], SIZE) ||
			write(ends[1], taken[1], SIZE) != SIZE);
	}
	ck_assert(base_random_take(taken[1], SIZE));
	ck_assert(base_random_take(taken[2], SIZE));
	ck_assert_int_eq(read(ends[0], taken[3], SIZE), SIZE);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	assert_all_differ(taken, 4);
}
END_TEST

START_TEST(a_kernel_that_has_none_is_told_of)
{
	unsigned char out[SIZE] = "as it was", again[SIZE];
	size_t i;

	ck_assert(base_random_take(again, SIZE));
	fail_all(FAIL_getentropy);
	/* What is in store was the kernel's. */
	for (i = 1; i < RANDOM_STORE / SIZE; i++)
		ck_assert(base_random_take(again, SIZE));
	ck_assert(!base_random_take(out, SIZE));
	ck_assert(!base_random_take(out, SIZE));
	ck_assert_str_eq((char *)out, "as it was");
	fail_none();
	ck_assert(base_random_take(out, SIZE));
	ck_assert_str_ne((char *)out, "as it was");
	ck_assert_int_ne(memcmp(out, again, SIZE), 0);
}
END_TEST

START_TEST(nothing_is_stored_where_a_fork_would_copy_it)
{
	unsigned char taken[TAKEN][SIZE];
	size_t i;

	fail_all(FAIL_madvise);
	for (i = 0; i < TAKEN; i++)
		ck_assert(base_random_take(taken[i], SIZE));
	ck_assert(fail_happened());
	assert_all_differ(taken, TAKEN);
	ck_assert_ptr_null(find_store());
	fail_all(FAIL_getentropy);
	ck_assert(!base_random_take(taken[0], SIZE));
}
END_TEST

Suite *
base_random_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(no_bytes_are_given_twice),
		ONCE(what_was_given_is_kept_nowhere),
		ONCE(a_process_and_its_child_are_given_different_ones),
		ONCE(a_kernel_that_has_none_is_told_of),
		ONCE(nothing_is_stored_where_a_fork_would_copy_it),
	};

	return suite_of("base_random", tests, COUNT(tests));
}
