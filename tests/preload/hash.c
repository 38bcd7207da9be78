/* hash.c: an LD_PRELOAD library that makes bcrypt cheap: tests hash thousands of passwords. */
#include <crypt.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#define SALT 29 /* the characters of "$2b$", the cost and the salt */

static char *(*real)(const char *, const char *, struct crypt_data *);

/* A hash that says the cost that was asked for, and was made at the lowest. */
static char *
hash_cheaply(const char *phrase, const char *setting, struct crypt_data *data)
{
	char cheap[CRYPT_OUTPUT_SIZE], *made;

	snprintf(cheap, sizeof(cheap), "%s", setting);
	memcpy(cheap + 4, "04", 2);
	made = real(phrase, cheap, data);
	if (made && made[0] != '*')
		memcpy(made + 4, setting + 4, 2);
	return made;
}

/* crypt_r(3). A hash that was not made here, such as a test's own, is checked as it is. */
char *
crypt_r(const char *phrase, const char *setting, struct crypt_data *data)
{
	char *made;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "crypt_r");
	if (strncmp(setting, "$2b$", 4) != 0)
		return real(phrase, setting, data);
	made = hash_cheaply(phrase, setting, data);
	if (strlen(setting) > SALT && (!made || strcmp(made, setting) != 0))
		return real(phrase, setting, data);
	return made;
}
