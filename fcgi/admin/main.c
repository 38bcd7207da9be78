/* main.c: todo-admin, with which an operator looks after accounts and tokens. */
#include <stdio.h>
#include <string.h>

static const char usage[] = "usage: todo-admin COMMAND [ARGUMENT...]\n"
			    "       todo-admin --help | --version";

int
main(int argc, char **argv)
{
	const char *option = argc == 2 ? argv[1] : "";

	if (strcmp(option, "--version") == 0)
		puts("todo-admin " TODO_API_VERSION);
	else if (strcmp(option, "--help") == 0)
		puts(usage);
	else
		fprintf(stderr, "%s\n", usage);
	return strcmp(option, "--version") == 0 ||
		strcmp(option, "--help") == 0 ?
	    0 :
	    2;
}
