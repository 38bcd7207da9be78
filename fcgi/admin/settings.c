/* settings.c: checks the settings, and prints what they are. */
#include "settings.h"

#include "clone.h"
#include "command.h"
#include "say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 32 /* bytes of a number or a word */

bool
admin_settings_load(struct admin_call *call, char *why, size_t size)
{
	if (base_setting_load(&call->settings, why, size))
		return true;
	base_setting_clear(&call->settings);
	if (admin_clone_lend_settings())
		return base_setting_load(&call->settings, why, size);
	if (admin_clone_is_here())
		snprintf(why + strlen(why), size - strlen(why),
		    " (and \"make run\" is not running to lend it)");
	return false;
}

/* Prints one setting, where it comes from, and its value. */
static void
print(const char *name, const char *value, enum setting_source source)
{
	static const char *const sources[] = {
	    [SETTING_DEFAULT] = "default",
	    [SETTING_FILE] = "file",
	    [SETTING_ENVIRONMENT] = "environment",
	};

	printf("%-30s %-12s %s\n", name, sources[source], value);
}

static void
print_hidden(const char *name, enum setting_source source, const char *hint,
    const char *value)
{
	(void)hint;
	print(name, source == SETTING_DEFAULT ? value : "(secret)", source);
}

static void
print_text(const char *name, enum setting_source source, const char *hint,
    const char *value)
{
	(void)hint;
	print(name, value, source);
}

static void
print_number(
    const char *name, enum setting_source source, const char *hint, long value)
{
	char text[VALUE_MAX];

	(void)hint;
	snprintf(text, sizeof(text), "%ld", value);
	print(name, text, source);
}

static void
print_flag(
    const char *name, enum setting_source source, const char *hint, bool value)
{
	(void)hint;
	print(name, value ? "true" : "false", source);
}

/* The value is the place of a word in the hint. */
static void
print_choice(
    const char *name, enum setting_source source, const char *hint, int value)
{
	char text[VALUE_MAX];

	while (value-- > 0)
		hint += strcspn(hint, " ") + 1;
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(hint, " "), hint);
	print(name, text, source);
}

#define PRINT_HIDDEN print_hidden
#define PRINT_TEXT print_text
#define PRINT_NUMBER print_number
#define PRINT_CHOICE print_choice
#define PRINT_FLAG print_flag
#define PRINT(kind, member, name, fallback, min, max, hint, about) \
	PRINT_##kind(                                              \
	    name, settings->source[SETTING_##member], hint, settings->member);

static void
print_all(const struct settings *settings)
{
	SETTING_LIST(PRINT)
}

enum admin_exit
admin_settings_check(struct admin_call *call)
{
	char why[700];
	bool ok;

	print_all(&call->settings);
	/* Lines of both streams in their order. */
	fflush(stdout);
	ok = api_service_open(
		 &call->api, &call->settings, true, why, sizeof(why)) &&
	    api_service_check(&call->api, why, sizeof(why));
	api_service_close(&call->api);
	if (!ok) {
		admin_say("%s", why);
		return ADMIN_FAILED;
	}
	if (*why)
		admin_say("%s", why);
	puts("The settings are good, the database answers and has the schema, "
	     "and its role the rights.");
	return ADMIN_DONE;
}
