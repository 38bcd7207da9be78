/* api_metrics.c: every route has a name that it is counted under. */
#include "api/metrics.h"

#include "api/route.h"
#include "metric/count.h"
#include "support/temp.h"
#include "unit/suites.h"

START_TEST(each_pattern_has_one_place_before_unmatched)
{
	char path[TEMP_PATH];
	const struct settings settings = {.metrics_file = path};
	size_t i, k, unmatched, place;

	temp_path("metrics", path);
	ck_assert_msg(api_metrics_open(&settings), "%s", metric_count_reason());
	unmatched = api_metrics_endpoint(NULL);
	for (i = 0; i < api_route_count; i++) {
		place = api_metrics_endpoint(api_routes[i].pattern);
		ck_assert_uint_lt(place, unmatched);
		for (k = 0; k < api_route_count; k++)
			ck_assert_int_eq(place ==
					api_metrics_endpoint(
						api_routes[k].pattern),
				strcmp(api_routes[i].pattern,
					api_routes[k].pattern) == 0);
	}
	ck_assert_uint_eq(api_metrics_endpoint("/nowhere"), unmatched);
	metric_count_close();
}
END_TEST

Suite *
api_metrics_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(each_pattern_has_one_place_before_unmatched),
	};

	return suite_of("api_metrics", tests, COUNT(tests));
}
