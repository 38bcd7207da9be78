/* setup.c: makes a host serve, by the script that make install put there. */
#include "clone.h"
#include "command.h"
#include "process.h"
#include "say.h"

enum admin_exit
admin_setup_run(struct admin_call *call)
{
	const char *argv[] = {NULL, NULL};
	char path[PATH_MAX];

	(void)call;
	if (!admin_clone_find_installed(path, "setup.sh")) {
		admin_say("share/todo-api/setup.sh is not beside this "
			  "program: install it first, by make install");
		return ADMIN_FAILED;
	}
	argv[0] = path;
	/* The script has said what went wrong. */
	return admin_process_run(argv, (struct text){0}, NULL) == 0 ?
	    ADMIN_DONE :
	    ADMIN_FAILED;
}
