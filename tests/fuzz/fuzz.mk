# fuzz.mk: the harnesses, a program each: by any compiler they replay what is in corpus/ and
# crashes/, and in a build on libFuzzer, of which "make fuzz" makes one, they look for more.
fuzz_names := request json token cursor setting database
fuzzers := $(fuzz_names:%=$(BUILD)/tests/fuzz/%)
fuzz_on := $(findstring fuzzer,$(SANITIZE))
fuzz_obj := $(call objects,$(wildcard tests/fuzz/*.c))
fuzz_shared := $(filter-out $(fuzz_names:%=$(BUILD)/obj/tests/fuzz/%.o) $(if $(fuzz_on),%/replay.o),$(fuzz_obj)) \
	$(call objects,tests/support/sign.c)
# What a harness has of its own: libpq and libxcrypt are not linked at all.
fuzz_wraps := $(patsubst %,-Wl$(comma)--wrap=%,clock_gettime poll setitimer write)

.PHONY: fuzz-run
tests: $(fuzzers)
$(fuzzers): $(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(fuzz_shared) $(library)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(link) $(if $(fuzz_on),-fsanitize=fuzzer) $(fuzz_wraps) -o $@ $(filter %.o,$^) \
		$(library) $(JSON_LIBS) $(JWT_LIBS) $(UUID_LIBS)

fuzz: ## libFuzzer for TIME seconds (60) on each of tests/fuzz/
	@fcgi/host/deps.sh run test dev
	@+$(MAKE) --no-print-directory $(jobs) CC=clang SANITIZE=fuzzer-no-link,address,undefined fuzz-run
fuzz-run: $(fuzzers)
	tests/fuzz/run.sh $(BUILD) $(or $(TIME),60) $(fuzz_names)

-include $(fuzz_obj:.o=.d)
