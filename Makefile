# Makefile: builds, runs, checks and installs todo-api. "make help" lists the targets.
# All of a build is in build/ (build/<variant>/ for CC=clang, SANITIZE=, COVERAGE=1), or BUILD.
# The same whatever the caller's locale, PATH and settings of the shell and of perl are.
export LC_ALL := C.UTF-8
export PATH := $(if $(PATH),$(PATH):)/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unexport LANG LANGUAGE CDPATH PERL5OPT PERL5LIB
$(if $(wildcard $(TMPDIR)/.),,$(eval unexport TMPDIR))
CC := $(if $(filter default undefined,$(origin CC)),gcc,$(CC))
prefix ?= /usr/local
WERROR ?= $(if $(CI),1)

comma := ,
space := $() $()
# Text $(1) as a word for the shell.
quote = '$(subst ','\'',$(1))'
variant := $(strip $(if $(findstring clang,$(CC)),clang) \
	$(subst $(comma),-,$(SANITIZE)) $(if $(COVERAGE),coverage))
# One name for a file, or the dependencies of a build by its whole path are lost on others.
override BUILD := $(subst $(CURDIR)/,,$(or $(BUILD),build$(if $(variant),/$(subst $(space),-,$(variant)))))
export TODO_API_BUILD = $(if $(filter /%,$(BUILD)),,$(CURDIR)/)$(BUILD)

.DEFAULT_GOAL := all
include fcgi/host/package.mk

# These build nothing; for all else what is in the way is said before anything is made.
idle := help check-layers check-list deps migrate rollback format hooks clean distclean uninstall
ifneq ($(filter-out $(idle),$(or $(MAKECMDGOALS),all)),)
obstacle := $(shell fcgi/host/build.sh $(call quote,$(BUILD)))
$(if $(obstacle),$(error $(obstacle)))
endif
# These need no configured tree: they must work on a bare machine.
ifneq ($(filter-out $(idle) run install check coverage fuzz $(packages) $(package_checks),$(or $(MAKECMDGOALS),all)),)
-include $(BUILD)/config.mk
endif
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes $(if $(filter-out 0,$(WERROR)),-Werror)
ifneq ($(SANITIZE)$(COVERAGE),)
MODE_LDFLAGS := $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(if $(COVERAGE),--coverage)
MODE := -O1 -g -fno-omit-frame-pointer $(MODE_LDFLAGS) $(if $(SANITIZE),-fno-sanitize-recover=all)
else
MODE := -O2 -g -U_FORTIFY_SOURCE $(HARDENING) -fstack-protector-strong -fstack-clash-protection -fPIE
MODE_LDFLAGS := -pie -Wl,-z,relro,-z,now
endif
PACKAGES := PQ JSON JWT CRYPT UUID SECCOMP
LIBS := $(foreach package,$(PACKAGES),$($(package)_LIBS))
compile = $(CC) -std=c11 -D_GNU_SOURCE -Ilib -Itests \
	$(foreach package,$(PACKAGES) FCGI CHECK CURL,$($(package)_CFLAGS)) \
	$(if $(SECCOMP_LIBS),-DHAVE_SECCOMP) $(CPPFLAGS) $(WARNINGS) $(MODE) $(CFLAGS)
link = $(CC) $(MODE) $(CFLAGS) $(MODE_LDFLAGS) -Wl,--as-needed $(LDFLAGS)

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
lib_obj := $(call objects,$(wildcard lib/*/*.c))
todo_obj := $(call objects,$(filter-out fcgi/pages.c,$(wildcard fcgi/*.c)))
admin_obj := $(call objects,$(wildcard fcgi/admin/*.c))
pages_obj := $(call objects,fcgi/pages.c)
$(foreach test,unit api,$(eval $(test)_obj := $$(call objects,$$(wildcard tests/$(test)/*.c tests/support/*.c))))
library := $(BUILD)/libtodo.a
programs := $(addprefix $(BUILD)/fcgi/,todo.fcgi todo-admin pages)
faults_obj := $(call objects,$(wildcard tests/faults/*.c))
tests := $(BUILD)/tests/unit $(BUILD)/tests/api $(BUILD)/tests/faults
preloads := $(patsubst tests/preload/%.c,$(BUILD)/tests/%.so,$(wildcard tests/preload/*.c))
# The calls that the tests make fail, by the list in the header that says so.
wraps := $(shell sed -n 's/^\tX(\([a-z0-9_]*\)).*/-Wl,--wrap=\1/p' tests/support/fail.h 2>/dev/null)

.DELETE_ON_ERROR:
# The parts of check: the suites of lib/, the API's by each way, and the scripts of
# tests/system/. What takes long begins first, beside what rather waits.
parts := $(addprefix check-,hosts pooler balance patroni previous proxies unit schema spread shortage export deploy failover entries host attack faults setup docs web clients \
	api-cgi metrics citus api-lighttpd run api-apache health api-fcgid supervision api-cgid upkeep admin doctor \
	api-process hardening roles program calls queue logs tls openapi steps typed fuzz api-fcgid-server parts)
benches := bench $(addprefix bench-,growth scale writers sessions upkeep start clients isolation slow logins memory sqlmap)
.PHONY: all tests run check check-api $(parts) check-layers check-list $(benches) deps \
	migrate rollback format lint fuzz coverage coverage-report compile_commands docs hooks clean distclean help FORCE

all: $(programs) $(if $(filter build,$(BUILD)),fcgi/todo.fcgi fcgi/todo-admin) ## build the programs (the default)
tests: $(tests) $(preloads)

$(BUILD)/configure: configure.ac
	@command -v autoconf >/dev/null || { echo 'autoconf is missing; try "make deps"' >&2; exit 1; }
	mkdir -p $(@D) && cat configure.ac >$(@D)/configure.ac && cd $(@D) && autoconf

$(BUILD)/config.mk: $(BUILD)/configure
	cd $(@D) && CC=$(call quote,$(CC)) ./configure --quiet

# Changes when the flags do, so that everything is compiled again. That warnings are errors
# changes no object: a make without CI beside the tests of one with it compiles nothing.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$$FLAGS" | cmp -s - $@ || printf '%s\n' "$$FLAGS" >$@
$(BUILD)/flags: export FLAGS = $(filter-out -Werror,$(compile)) / $(link) $(LIBS)

# In one object alone, or each commit would compile everything again.
$(BUILD)/.version: FORCE $(BUILD)/config.mk
	@fcgi/host/version.sh $@ $(VERSION)
$(BUILD)/obj/lib/base/version.o: $(BUILD)/.version
$(BUILD)/obj/lib/base/version.o: private override CPPFLAGS += -DTODO_API_VERSION='"$(file <$(BUILD)/.version)"'

# One short line a step; V=1 shows the whole commands.
say = $(if $(V),,@echo '  $(1) $(2)';)

$(BUILD)/obj/%.o: %.c $(BUILD)/flags $(BUILD)/config.mk
	@mkdir -p $(@D)
	$(call say,CC,$<)$(compile) -MMD -MP -c -o $@ $<

$(library): $(lib_obj)
	@rm -f $@
	$(call say,AR,$@)$(AR) rcs $@ $^

$(BUILD)/fcgi/todo.fcgi: $(todo_obj)
$(BUILD)/fcgi/todo-admin: $(admin_obj)
$(BUILD)/fcgi/pages: $(pages_obj)
$(programs): $(library)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(link) -o $@ $(filter %.o,$^) $(library) $(FCGI_LIBS) $(LIBS)

$(foreach test,unit api faults,$(eval $(BUILD)/tests/$(test): $$($(test)_obj)))
$(BUILD)/tests/faults: wraps :=
$(tests): $(library)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(link) $(wraps) -o $@ $(filter %.o,$^) $(library) \
		$(CHECK_LIBS) $(CURL_LIBS) $(LIBS)
$(preloads): $(BUILD)/tests/%.so: tests/preload/%.c tests/preload/plan.h $(BUILD)/flags $(BUILD)/config.mk
	@mkdir -p $(@D)
	$(call say,LD,$@)$(filter-out -fPIE -fsanitize% --coverage,$(compile)) -fno-builtin -fPIC -shared -o $@ $<

# The programs where a newcomer looks for them.
fcgi/todo.fcgi fcgi/todo-admin: fcgi/%: $(BUILD)/fcgi/%
	@ln -sfn ../$< $@

-include $(patsubst %.o,%.d,$(foreach part,lib todo admin pages unit api faults,$($(part)_obj)))
include tests/fuzz/fuzz.mk

run: ## build, and serve with a private Postgres on http://127.0.0.1:8000
	@fcgi/host/deps.sh run $(filter apache,$(FRONT))
	@+$(MAKE) --no-print-directory all
	@fcgi/docs/build.sh $(BUILD) run && exec fcgi/host/run.sh

jobs = $(if $(filter -j%,$(MAKEFLAGS)),,-j$$(nproc))
check: ## every test; as many parts at once as there are processors, or as -j says
	@fcgi/host/deps.sh run test
	@+$(MAKE) --no-print-directory $(jobs) check-layers all tests
	@fcgi/docs/build.sh $(BUILD) run 600
	@+exec tests/shell/parts.sh $(BUILD) $(MAKE) --no-print-directory $(jobs) -kO $(parts)

$(parts) check-api: check-%: all tests
	@tests/shell/part.sh $*

# bench: the table of "How fast"; each of the others says in its first lines what it is.
$(benches): all
	tests/bench/$(or $(patsubst bench-%,%,$(filter bench-%,$@)),table).sh

check-layers: ## the include arrows and the house rules
	tests/check_layers.sh
check-list: ## the sentences that the tests prove, by suite
	@tests/sentences.sh

deps: ## install the Debian packages for running, testing and developing
	@fcgi/host/deps.sh run test dev

migrate rollback: ## by sqitch, bring the schema of DATABASE_URL (else of "make run") up to date; take its last step back
	@fcgi/host/deps.sh schema
	@fcgi/host/run.sh migrate $(if $(filter migrate,$@),up,down)

format: ## lay the C sources out by .clang-format
	clang-format -i $(wildcard lib/*/*.[ch] fcgi/*.[ch] fcgi/*/*.[ch] tests/*/*.[ch])
lint: $(BUILD)/config.mk ## clang-format, clang-tidy, cppcheck and shellcheck
	@tests/lint.sh $(filter-out $(HARDENING),$(wordlist 2,99,$(compile)))

coverage: ## sanitizers, and line coverage of lib/: at least 90 % (lib/auth/ 97 %)
	@fcgi/host/deps.sh run test dev
	@+$(MAKE) --no-print-directory $(jobs) SANITIZE=address,undefined COVERAGE=1 coverage-report
coverage-report: all tests
	@+tests/coverage.sh $(BUILD) $(MAKE) --no-print-directory -kO

compile_commands: $(BUILD)/config.mk ## build/compile_commands.json, for editors
	@printf '%s\n' $(wildcard lib/*/*.c fcgi/*.c fcgi/*/*.c tests/*/*.c) | \
		jq -Rn --arg dir $(call quote,$(CURDIR)) --arg compile $(call quote,$(compile)) \
		'[inputs | {directory: $$dir, file: ., command: ($$compile + " -c " + .)}]' \
		>$(BUILD)/compile_commands.json

docs: ## build/docs, what /docs and /app are made of, by npm
	@fcgi/docs/build.sh $(BUILD)
hooks: ## let git check each commit by .githooks/
	git config core.hooksPath .githooks
clean distclean: ## remove what was built; distclean: and configured
	rm -rf $(addprefix $(BUILD)/,obj fcgi tests deb bundle libtodo.a flags \
		$(if $(filter distclean,$@),configure* config.* autom4te.cache *.json *.tar.?z *.deb)) \
		$(if $(filter build,$(BUILD)),build$(if $(filter clean,$@),/*/) fcgi/todo.fcgi fcgi/todo-admin)

help: ## this list
	@sed -n 's/^\([a-z-]*\)[a-z -]*:.*## /  \1	/p' Makefile fcgi/host/package.mk tests/fuzz/fuzz.mk | expand -t 18
	@echo '  $(parts): the parts of check' | fmt -w 99; echo '  $(package_checks): each tries its package in a bare Debian' | fmt -w 99; echo '  $(benches): measurements'
