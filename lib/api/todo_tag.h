/* todo_tag.h: a todo's ETag, which its revision makes, and If-Match. */
#ifndef API_TODO_TAG_H
#define API_TODO_TAG_H

#include "http/etag.h"
#include "model/todo.h"

/*
 * Writes the strong tag of a todo's state. It tells nothing of how many changes
 * there were, is of no other todo, and changes when a todo has other fields.
 */
void api_todo_tag_write(const struct todo *todo, char out[ETAG_TEXT]);

/*
 * Reads an If-Match for the todo of this id. False where it is absent or "*":
 * any state will do. Otherwise *match has the revisions of its strong tags
 * (RFC 9110, 13.1.1); what is malformed, weak or not ours, and more than
 * TODO_MATCH_MAX tags of ours, is of no state.
 */
bool api_todo_tag_match(
    struct text if_match, const struct id *id, struct todo_match *match);

/* Whether a todo is in one of these revisions. */
bool api_todo_tag_fits(const struct todo_match *match, const struct todo *todo);

#endif
