/* openapi.c: prints the document that clients are made from. */
#include "api/openapi.h"

#include "base/setting.h"
#include "command.h"
#include "say.h"

#include <stdio.h>

enum admin_exit
admin_openapi_print(struct admin_call *call)
{
	struct settings settings;
	struct buffer out = {0};

	(void)call;
	/* Of no host in particular: that of a server is at its /openapi.json. */
	base_setting_default(&settings);
	api_openapi_write(&out, &settings, base_text_of(""));
	base_buffer_putc(&out, '\n');
	if (out.failed) {
		admin_say("out of memory");
		return ADMIN_FAILED;
	}
	fwrite(out.data, 1, out.len, stdout);
	base_buffer_clear(&out);
	return ADMIN_DONE;
}
