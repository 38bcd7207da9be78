/* http_media.c: which Content-Types are JSON, which codings leave it alone. */
#include "http/media.h"

#include "unit/suites.h"

static const char *const json[] = {
	"application/json",
	"Application/JSON",
	"application/json;charset=utf-8",
	"application/json; charset=UTF-8",
	"application/json ; Charset=\"utf-8\"",
	"application/json;",
	"application/json; version=1",
	"application/json; version=1; charset=utf-8",
	"application/json\t",
	"application/json;;charset=utf-8;",
	"application/json; version=\"1;charset=latin1\"",
	"application/json; charset=\"utf-8\" ; version=1",
	"application/json; x=\"a b\"; charset=utf-8",
	"application/json; charsets=latin1",
};

START_TEST(json_in_utf8_is_accepted)
{
	ck_assert_msg(
		http_media_is_json(base_text_of(json[_i])), "%s", json[_i]);
}
END_TEST

START_TEST(a_merge_patch_is_another_type)
{
	static const char patch[] =
		"application/merge-patch+json; charset=utf-8";

	ck_assert(http_media_is_patch(base_text_of(patch)));
	ck_assert(!http_media_is_json(base_text_of(patch)));
	ck_assert(!http_media_is_patch(base_text_of(json[0])));
	ck_assert(!http_media_is_patch(
		base_text_of("application/merge-patch+json; charset=latin1")));
	ck_assert(!http_media_is_patch(
		base_text_of("application/json-patch+json")));
}
END_TEST

static const char *const others[] = {
	NULL,
	"",
	"json",
	"text/json",
	"text/plain",
	"application/jsonp",
	"application/json-patch+json",
	"application/problem+json",
	"application/json,text/plain",
	"application/jso",
	"application/x-www-form-urlencoded",
	" application/json",
	"application/json; charset=latin1",
	"application/json;charset=utf-16",
	"application/json; charset=utf-8; charset=latin1",
	"application/json; charset=",
	"application/json; charset=\"\"",
	"application/json; charset = utf-8",
	"application/json; charset= utf-8",
	"application/json; charset",
	"application/json charset=utf-8",
	"application/json; version=\"1\"; charset=latin1",
	"application/json; x=\"a;b\";charset=latin1",
	"application/json; charset=utf-8x",
	"application/json; charset=\"utf-8",
};

START_TEST(another_type_or_charset_is_refused)
{
	ck_assert_msg(!http_media_is_json(base_text_of(others[_i])), "%s",
		others[_i]);
}
END_TEST

/* Codings of a body, and whether they leave it as it is. */
/* clang-format off */
static const struct {
	const char *encoding;
	bool plain;
} codings[] = {
	{NULL, true}, {"", true}, {"identity", true}, {"Identity", true},
	{" identity\t", true}, {"identity, identity", true}, {",", true},
	{"identity,", true}, {"gzip", false}, {"GZIP", false}, {"br", false},
	{"zstd", false}, {"deflate", false}, {"x-gzip", false}, {"*", false},
	{"identity, gzip", false}, {"gzip, identity", false},
	{"gzip,gzip", false}, {"identity;q=1", false}, {"identityx", false},
	{"identit", false}, {"identity gzip", false}, {"none", false},
};
/* clang-format on */

START_TEST(only_identity_leaves_a_body_as_it_is)
{
	ck_assert_msg(http_media_is_plain(base_text_of(codings[_i].encoding)) ==
			codings[_i].plain,
		"%s", codings[_i].encoding);
}
END_TEST

Suite *
http_media_suite(void)
{
	const struct suite_test tests[] = {
		EACH(json_in_utf8_is_accepted, json),
		ONCE(a_merge_patch_is_another_type),
		EACH(another_type_or_charset_is_refused, others),
		EACH(only_identity_leaves_a_body_as_it_is, codings),
	};

	return suite_of("http_media", tests, COUNT(tests));
}
