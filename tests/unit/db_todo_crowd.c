/* db_todo_crowd.c: whoever replays what changed ends with what is there. */
#include "db/idempotency.h"
#include "db/todo.h"
#include "db/todo_bulk.h"
#include "db/todo_sync.h"
#include "unit/fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS 8
#define KEPT 64      /* todos that a writer has at most */
#define CHANGES 4000 /* by all; TODO_SYNC_CHANGES says another number */
#define ROOM 1000    /* todos that the reader knows */

static struct holder holder;

/* How many changes are still to be made; the writers take them one by one. */
static _Atomic long *left;

static long
number_of(const char *text)
{
	return strtol(text, NULL, 10);
}

static struct db *
connect_new(void)
{
	return db_conn_open(&(const struct db_options){
		fixture_url(""), 20000, true, false});
}

/* Changes one of the writer's todos and adds another, in one transaction. */
static enum error
change_two(struct db *db, struct id ids[KEPT], size_t *count, size_t at,
	const struct todo_change *change, unsigned int *seed)
{
	static struct todo_bulk bulk;
	struct db_todo_quota quota = {rand_r(seed) % 2 ? 100000 : 0, 0};
	struct idempotency key = {.scope = base_text_of(""),
		.request = base_text_of(""),
		.headers = base_text_of(""),
		.body = base_text_of("")};
	struct idempotency *same = rand_r(seed) % 2 ? &key : NULL;
	struct id id = base_id_new();
	char name[ID_TEXT];
	enum error err;

	base_id_format(&id, name);
	key.key = base_text_of(name);
	bulk = (struct todo_bulk){.atomic = rand_r(seed) % 2, .count = 2};
	bulk.operations[0] = (struct todo_operation){
		.kind = TODO_UPDATE, .id = ids[at], .change = *change};
	bulk.operations[1] =
		(struct todo_operation){.kind = TODO_CREATE, .change = *change};
	err = db_todo_bulk_run(db, &holder.caller, &bulk, NOW, &quota, same);
	if (err == OK && model_todo_bulk_refused(&bulk))
		return SERVER_002;
	ids[(*count)++] = bulk.operations[1].todo.id;
	return err == OK ? db_todo_bulk_commit(db, &holder.caller, same) : err;
}

/* Adds, changes or deletes one of the writer's todos, or two at once. */
static void
change_one(
	struct db *db, struct id ids[KEPT], size_t *count, unsigned int *seed)
{
	struct todo_change change = {.has_title = GIVEN,
		.title = base_text_of("a title"),
		.has_completed = GIVEN,
		.is_completed = rand_r(seed) % 2};
	size_t at = *count ? (size_t)rand_r(seed) % *count : 0;
	int dice = rand_r(seed) % 5;
	struct todo todo;
	enum error err;

	if (*count == 0 || (dice == 0 && *count < KEPT)) {
		err = holder_insert(db, &holder, &change, &todo);
		ids[(*count)++] = todo.id;
	} else if (dice == 4 && *count < KEPT) {
		err = change_two(db, ids, count, at, &change, seed);
	} else if (dice == 1) {
		err = db_todo_delete(db, &holder.caller, &ids[at], NULL);
		ids[at] = ids[--*count];
	} else {
		err = db_todo_update(db, &holder.caller, &ids[at], &change,
			NULL, NOW, &todo);
	}
	db_conn_release(db);
	if (err != OK)
		_exit(1);
}

static pid_t
start_writer(unsigned int seed)
{
	struct id ids[KEPT];
	pid_t pid = fork();
	size_t count = 0;
	struct db *db;

	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return pid;
	db = connect_new();
	while ((*left)-- > 0)
		change_one(db, ids, &count, &seed);
	_exit(0);
}

/* What the reader has learned. */
static struct copy {
	struct id id;
	int64_t revision;
} copies[ROOM];
static size_t copied, replayed;

static void
replay(const struct todo_event *event)
{
	size_t i = 0;

	while (i < copied && !base_id_equal(&copies[i].id, &event->todo.id))
		i++;
	if (event->is_deleted) {
		/* One that came and went between two readings is not known. */
		if (i < copied)
			copies[i] = copies[--copied];
		return;
	}
	ck_assert_uint_lt(i, ROOM);
	if (i == copied)
		copied++;
	copies[i] = (struct copy){event->todo.id, event->todo.revision};
}

/* Reads on from a place to the end of what there is. */
static int64_t
read_on(struct db *db, int64_t place)
{
	struct todo_sync sync;
	size_t i;

	do {
		assert_error(db_todo_sync_read(
				     db, &holder.caller, place, 100, &sync),
			OK);
		for (i = 0; i < sync.count; i++)
			replay(&sync.items[i]);
		replayed += sync.count;
		place = sync.next;
		db_conn_release(db);
	} while (sync.has_more);
	return place;
}

/* Asserts that the copies are the rows. */
static void
assert_copied(void)
{
	char name[ID_TEXT];
	size_t i;

	ck_assert_int_eq((int)copied,
		(int)number_of(
			sql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				holder.name)));
	for (i = 0; i < copied; i++) {
		base_id_format(&copies[i].id, name);
		ck_assert_int_eq(copies[i].revision,
			number_of(sql(
				"SELECT revision FROM todos WHERE id = '%s'",
				name)));
	}
}

START_TEST(nothing_is_missed_beside_eight_writers)
{
	const char *asked = getenv("TODO_SYNC_CHANGES");
	struct db *db = fixture_open_with(fixture_url(""), 20000, true);
	pid_t pids[WRITERS];
	int64_t place = 0;
	int status, i;

	holder = holder_new(db);
	left = mmap(NULL, sizeof(*left), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne((void *)left, MAP_FAILED);
	*left = asked ? number_of(asked) : CHANGES;
	for (i = 0; i < WRITERS; i++)
		pids[i] = start_writer((unsigned int)i + 1);
	while (*left > 0)
		place = read_on(db, place);
	for (i = 0; i < WRITERS; i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	read_on(db, place);
	assert_copied();
	/* The reader was there meanwhile, and not only at the end. */
	ck_assert_uint_gt(replayed, 2 * WRITERS * KEPT);
	fixture_close();
}
END_TEST

Suite *
db_todo_crowd_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(nothing_is_missed_beside_eight_writers),
	};

	return suite_of("db_todo_crowd", tests, COUNT(tests));
}
