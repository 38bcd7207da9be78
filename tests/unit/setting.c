/* setting.c: an environment with few settings in it, and loading from it. */
#include "unit/setting.h"

#include <stdlib.h>

struct settings setting_read;
char setting_why[512];

void
setting_start(void)
{
#define UNSET(kind, member, name, ...) unsetenv(name);
	SETTING_LIST(UNSET)
#undef UNSET
	setenv("TODO_API_CONFIG", "", 1);
	setenv("DATABASE_URL", "postgresql://h/d", 1);
	setenv("JWT_SECRET_KEY", SECRET, 1);
	setting_why[0] = '\0';
}

bool
setting_load(void)
{
	return base_setting_load(
		&setting_read, setting_why, sizeof(setting_why));
}
