/* quote.h: JSON in C without a backslash at each quotation mark. */
#ifndef SUPPORT_QUOTE_H
#define SUPPORT_QUOTE_H

/*
 * The text with " for each ': "{'title':'Milk'}" as JSON. Static: it lives until
 * the fourth call from here.
 */
const char *quoted(const char *text);

#endif
