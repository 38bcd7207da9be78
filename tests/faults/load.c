/* load.c: one loop over many connections, by libcurl's multi interface. */
#include "load.h"

#include <curl/curl.h>
#include <json-c/json.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ANSWER_MAX 4096
#define TIMEOUT 60L /* seconds; more than any part of the service may take */
#define PAUSE 50    /* milliseconds before a client that failed goes on */
#define STEP 20     /* milliseconds that load_wait waits at most */

/* One request after another, or the only one of a burst. */
struct client {
	CURL *curl; /* NULL: between two requests */
	struct curl_slist *headers;
	size_t number; /* of the request, which its id and title tell */
	char body[64];
	char answer[ANSWER_MAX];
	size_t len;
	int64_t rests_until;
};

struct load {
	CURLM *multi;
	const char *url;
	char authorization[2048];
	char phase[32];
	FILE *ledger;
	struct load_counts counts;
	size_t under_way;
	size_t regular; /* clients that go on; the rest are for bursts */
	struct client clients[];
};

struct load *
load_open(const char *url, const char *token, size_t clients, FILE *ledger)
{
	size_t count = clients + LOAD_BURST_MAX;
	struct load *load =
		calloc(1, sizeof(*load) + count * sizeof(load->clients[0]));

	if (!load)
		return NULL;
	load->multi = curl_multi_init();
	load->url = url;
	load->ledger = ledger;
	load->regular = clients;
	snprintf(load->authorization, sizeof(load->authorization),
		"Authorization: Bearer %s", token);
	load_phase(load, "start");
	if (load->multi)
		return load;
	free(load);
	return NULL;
}

static void
finish(struct load *load, struct client *client)
{
	curl_multi_remove_handle(load->multi, client->curl);
	curl_easy_cleanup(client->curl);
	curl_slist_free_all(client->headers);
	client->curl = NULL;
	client->headers = NULL;
	load->under_way--;
}

void
load_close(struct load *load)
{
	size_t i;

	for (i = 0; i < load->regular + LOAD_BURST_MAX; i++) {
		if (load->clients[i].curl)
			finish(load, &load->clients[i]);
	}
	curl_multi_cleanup(load->multi);
	free(load);
}

void
load_phase(struct load *load, const char *name)
{
	snprintf(load->phase, sizeof(load->phase), "%s", name);
}

static size_t
take_answer(char *data, size_t size, size_t count, void *context)
{
	struct client *client = context;
	size_t len = size * count;

	if (len >= ANSWER_MAX - client->len)
		return 0;
	memcpy(client->answer + client->len, data, len);
	client->len += len;
	client->answer[client->len] = '\0';
	return len;
}

static void
add_headers(const struct load *load, struct client *client)
{
	char id[64];

	snprintf(id, sizeof(id), "X-Request-ID: fault-%zu", client->number);
	client->headers = curl_slist_append(NULL, load->authorization);
	client->headers = curl_slist_append(client->headers, id);
	client->headers = curl_slist_append(
		client->headers, "Content-Type: application/json");
	client->headers = curl_slist_append(client->headers, "Expect:");
}

/* Starts the client's next request. Without a connection of its own libcurl
 * would send it a second time when a kept one turns out to be dead. */
static void
start(struct load *load, struct client *client)
{
	CURL *curl = curl_easy_init();

	if (!curl)
		abort();
	client->curl = curl;
	client->number = ++load->counts.sent;
	client->len = 0;
	client->answer[0] = '\0';
	snprintf(client->body, sizeof(client->body),
		"{\"title\":\"fault %zu\"}", client->number);
	add_headers(load, client);
	curl_easy_setopt(curl, CURLOPT_URL, load->url);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, client->headers);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, client->body);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, client);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, client);
	if (curl_multi_add_handle(load->multi, curl) != CURLM_OK)
		abort();
	load->under_way++;
}

static int64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
load_send(struct load *load)
{
	int64_t now = milliseconds();
	size_t i;

	for (i = 0; i < load->regular; i++) {
		if (!load->clients[i].curl &&
			now >= load->clients[i].rests_until)
			start(load, &load->clients[i]);
	}
}

bool
load_burst(struct load *load, size_t count)
{
	size_t i;

	for (i = 0; count && i < LOAD_BURST_MAX; i++) {
		if (load->clients[load->regular + i].curl)
			continue;
		start(load, &load->clients[load->regular + i]);
		count--;
	}
	return count == 0;
}

/* A member of the answer, "" when there is none; belongs to the object. */
static const char *
member(struct json_object *json, const char *name)
{
	struct json_object *value;
	const char *text = NULL;

	if (json_object_object_get_ex(json, name, &value))
		text = json_object_get_string(value);
	return text ? text : "";
}

/*
 * What the answer says in one word: the todo's id, an error's code; "mixed"
 * when it answers somebody else's request, "foreign" when it is not in our
 * form.
 */
static void
word_of(const struct client *client, long status, char word[64])
{
	struct json_object *json = json_tokener_parse(client->answer);
	char title[64];

	snprintf(title, sizeof(title), "fault %zu", client->number);
	if (status != 201)
		snprintf(word, 64, "%s", member(json, "error_code"));
	else if (strcmp(member(json, "title"), title) == 0)
		snprintf(word, 64, "%s", member(json, "id"));
	else
		snprintf(word, 64, "mixed");
	if (!*word)
		snprintf(word, 64, "foreign");
	json_object_put(json);
}

/* A line: phase, number, status (or 0), word (or libcurl's error), ms. */
static void
note(struct load *load, struct client *client, CURLcode code)
{
	curl_off_t took = 0;
	long status = 0;
	char word[64];

	curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(client->curl, CURLINFO_TOTAL_TIME_T, &took);
	if (code != CURLE_OK) {
		status = 0;
		snprintf(word, sizeof(word), "curl-%d", (int)code);
	} else {
		word_of(client, status, word);
	}
	if (status == 201)
		load->counts.created++;
	else
		client->rests_until = milliseconds() + PAUSE;
	fprintf(load->ledger, "%s\t%zu\t%ld\t%s\t%ld\n", load->phase,
		client->number, status, word, (long)(took / 1000));
}

size_t
load_wait(struct load *load, int fd)
{
	struct curl_waitfd extra = {.fd = fd, .events = CURL_WAIT_POLLIN};
	struct client *client;
	CURLMsg *message;
	int running, left;

	curl_multi_perform(load->multi, &running);
	while ((message = curl_multi_info_read(load->multi, &left))) {
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
			(char **)&client);
		note(load, client, message->data.result);
		finish(load, client);
	}
	curl_multi_poll(load->multi, &extra, 1, STEP, NULL);
	return load->under_way;
}

struct load_counts
load_counts(const struct load *load)
{
	return load->counts;
}
