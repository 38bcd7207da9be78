// session.cpp: a whole session with the types that are generated for C++.
//
//   session BASE    the address of the service, such as http://127.0.0.1:8000
#include "api.hpp"

#include <curl/curl.h>

#include <ctime>
#include <iostream>
#include <set>
#include <stdexcept>
#include <variant>

using namespace todo_api;

namespace {

const std::string password = "Correct-horse-1";

void
expect(bool holds, const std::string &sentence)
{
	std::cout << (holds ? "ok    " : "FAIL  ") << "C++: " << sentence << '\n';
	if (!holds)
		throw std::runtime_error(sentence);
}

size_t
take(char *data, size_t size, size_t count, void *body)
{
	static_cast<std::string *>(body)->append(data, size * count);
	return size * count;
}

// An answer: of type T, or refused.
template <typename T> using Answer = std::variant<T, Error>;

class Client {
public:
	explicit Client(std::string address) : base(std::move(address)) {}

	std::string access; // the token of the session

	template <typename T> Answer<T>
	call(const char *method, const std::string &path, const json &body = nullptr)
	{
		std::string text;
		const long status = send(method, path, body.is_null() ? "" : body.dump(), text);
		const json value = text.empty() ? json() : json::parse(text);

		if (status >= 400)
			return value.get<Error>();
		return value.get<T>();
	}

private:
	std::string base;

	long
	send(const char *method, const std::string &path, const std::string &body, std::string &answer)
	{
		CURL *curl = curl_easy_init();
		// A name that the service does not know is refused, not ignored.
		curl_slist *headers = curl_slist_append(nullptr, "Prefer: handling=strict");
		long status = 0;

		if (!body.empty())
			headers = curl_slist_append(headers, "Content-Type: application/json");
		if (!access.empty())
			headers = curl_slist_append(headers, ("Authorization: Bearer " + access).c_str());
		curl_easy_setopt(curl, CURLOPT_URL, (base + path).c_str());
		curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
		curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
		if (!body.empty())
			curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
		curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
		curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
		const CURLcode code = curl_easy_perform(curl);
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
		curl_slist_free_all(headers);
		curl_easy_cleanup(curl);
		if (code != CURLE_OK)
			throw std::runtime_error(curl_easy_strerror(code));
		return status;
	}
};

// The value of an answer that must not be a refusal.
template <typename T> T
value_of(const Answer<T> &answer)
{
	if (const Error *error = std::get_if<Error>(&answer))
		throw std::runtime_error(json(*error).dump());
	return std::get<T>(answer);
}

// Whether it is refused with this code.
template <typename T> bool
is_refused(const Answer<T> &answer, ErrorCode code)
{
	const Error *error = std::get_if<Error>(&answer);

	return error && error->error_code == code;
}

Todo
create(Client &api, const std::string &title)
{
	NewTodo todo{};

	todo.title = title;
	const Todo made = value_of(api.call<Todo>("POST", "/todos", todo));
	expect(made.title == title, "they create \"" + title + '"');
	expect(made.user_id.size() == 36 && !made.description && !made.due_date &&
		made.priority == 0 && !made.is_completed && !made.completed_at &&
		made.updated_at == made.created_at, "it has each member");
	return made;
}

// The titles of all pages, from each to the next by its cursor.
std::multiset<std::string>
list(Client &api)
{
	std::multiset<std::string> titles;
	std::optional<std::string> cursor;

	do {
		const TodoPage page = value_of(api.call<TodoPage>("GET",
			"/todos?limit=2" + (cursor ? "&cursor=" + *cursor : "")));
		expect(!page.items.empty() && page.has_more == page.next_cursor.has_value(),
			"they get a page of todos");
		for (const Todo &todo : page.items)
			titles.insert(todo.title);
		cursor = page.next_cursor;
	} while (cursor);
	return titles;
}

void
change(Client &api, const Todo &todo)
{
	const std::string path = "/todos/" + todo.id;
	TodoChange done{};

	done.is_completed = true;
	const Todo changed = value_of(api.call<Todo>("PUT", path, done));
	expect(changed.is_completed && changed.completed_at && changed.title == todo.title,
		"they complete one");
	expect(api.call<json>("DELETE", path).index() == 0, "they delete one");
	expect(is_refused(api.call<Todo>("GET", path), ErrorCode::RESOURCE_001),
		"then it is not found");
}

void
meet_errors(Client &api, const Login &user)
{
	Login wrong = user;
	NewTodo blank{};

	blank.title = " ";
	const Answer<Todo> refused = api.call<Todo>("POST", "/todos", blank);
	expect(is_refused(refused, ErrorCode::VALIDATION_004) &&
		std::get<Error>(refused).details->field == "title",
		"a blank title is refused, and the error names the field");
	const Answer<TodoPage> unknown = api.call<TodoPage>("GET", "/todos?page=2");
	expect(is_refused(unknown, ErrorCode::VALIDATION_006) &&
		std::get<Error>(unknown).details->errors.front().field == "page",
		"a parameter that nothing reads is refused by its name");
	wrong.password += '?';
	expect(is_refused(api.call<Tokens>("POST", "/auth/login", wrong), ErrorCode::AUTH_001),
		"a wrong password is refused");
}

Tokens
begin(Client &api, const Login &user)
{
	Registration who{};

	who.email = user.email;
	who.password = user.password;
	const NewUser made = value_of(api.call<NewUser>("POST", "/auth/register", who));
	expect(made.email == user.email, "a user registers");
	const Tokens tokens = value_of(api.call<Tokens>("POST", "/auth/login", user));
	expect(tokens.expires_in > 0, "they log in");
	api.access = tokens.access_token;
	return tokens;
}

void
finish(Client &api, const Tokens &tokens)
{
	RefreshToken own{};

	own.refresh_token = tokens.refresh_token;
	const AccessToken next = value_of(api.call<AccessToken>("POST", "/auth/refresh", own));
	expect(next.access_token != api.access, "they get a new access token");
	expect(next.refresh_token != own.refresh_token, "and the refresh token to come with next");
	api.access = next.access_token;
	own.refresh_token = next.refresh_token;
	const Message message = value_of(api.call<Message>("POST", "/auth/logout", own));
	expect(message.message == "Logout successful", "they log out");
	expect(is_refused(api.call<TodoPage>("GET", "/todos"), ErrorCode::AUTH_004),
		"then the access token is refused");
}

void
run(const std::string &base)
{
	Client api(base);
	Login user{};

	user.email = "cpp-" + std::to_string(std::time(nullptr)) + "@example.org";
	user.password = password;
	const Tokens tokens = begin(api, user);
	const Todo first = create(api, "Milk");
	create(api, "Bread");
	create(api, "Salt");
	expect(list(api) == std::multiset<std::string>{"Bread", "Milk", "Salt"},
		"the pages have each todo once");
	change(api, first);
	meet_errors(api, user);
	finish(api, tokens);
}

} // namespace

int
main(int argc, char **argv)
try {
	run(argc == 2 ? argv[1] : "");
	return 0;
} catch (const std::exception &failure) {
	std::cerr << "session: " << failure.what() << '\n';
	return 1;
}
