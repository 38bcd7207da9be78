/* migrate.c: moves the schema, by the scripts that go with the program. */
#include "clone.h"
#include "command.h"
#include "process.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>

enum admin_exit
admin_migrate_run(struct admin_call *call)
{
	const char *argv[] = {NULL, call->command->verb, NULL};
	bool back = strcmp(call->command->verb, "down") == 0;
	const char *script = back ? "migrate.sh" : "deploy.sh";
	char path[PATH_MAX];

	if (!admin_clone_find_schema(path, script)) {
		admin_say("schema/%s is neither in a clone around this "
			  "program nor in share/todo-api beside it",
		    script);
		return ADMIN_FAILED;
	}
	/* By the environment, which nobody else can see. */
	if (setenv("DATABASE_URL", call->settings.database_url, 1) != 0 ||
	    setenv("MIGRATE_URL", call->settings.migrate_url, 1) != 0) {
		admin_say("out of memory");
		return ADMIN_FAILED;
	}
	argv[0] = path;
	if (admin_process_run(argv, (struct text){0}, NULL) == 0)
		return ADMIN_DONE;
	admin_say("migrate %s failed", call->command->verb);
	return ADMIN_FAILED;
}
