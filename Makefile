# newsclip. `make help` lists the targets; `make demo` and `make check` install what they miss.

VERSION := 0.1.0
SOVERSION := 0

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share/newsclip
MANDIR ?= $(PREFIX)/share/man

BUILD ?= build
CFLAGS ?= -O3 -g
LDFLAGS ?=
PYTHON ?= python3

# Set by src/deps.sh: compiler, system, flags of the libraries. Made by the rule below when it is
# missing, and included for every target that compiles.
ifneq ($(filter-out clean help deps uninstall,$(or $(MAKECMDGOALS),all)),)
include build/config.mk
endif
ifeq ($(origin CC),default)
CC := $(CONFIG_CC)
endif

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
HARDENING := -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
ifdef SANITIZE
CONFINED := 0
HARDENING := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
LINK_HARDENING := -fsanitize=$(SANITIZE)
else ifneq ($(CONFIG_SYSTEM),Darwin)
LINK_HARDENING := -Wl,-z,relro -Wl,-z,now
LINK_PROGRAM := -pie
endif
# CONFINED=0 leaves out the workers' system-call filter and their limit of memory: sanitizers and valgrind need both gone.
ifdef CONFINED
CONFINEMENT := -DWORK_CONFINED=$(CONFINED)
endif
CPPFLAGS_ALL = -Isrc -Iinclude -D_GNU_SOURCE -DNEWSCLIP_VERSION='"$(VERSION)"' \
	-DNEWSCLIP_SELECTORS='"$(DATADIR)/selectors"' $(CONFINEMENT) $(CONFIG_CFLAGS) $(CPPFLAGS)
CFLAGS_ALL = -std=c17 -fPIC -fvisibility=hidden $(WARNINGS) $(HARDENING) $(CFLAGS)
LDFLAGS_ALL = $(LINK_HARDENING) $(LDFLAGS)

# The library: the rooms from bytes to record. The command adds those that touch the world.
LIB_SRC := $(filter-out src/base/coding.c src/base/library.c,$(wildcard $(patsubst %,src/%/*.c,base decode page select \
	extract record discover))) src/work/clip.c src/newsclip.c
COMMAND_SRC := $(filter-out $(LIB_SRC),$(wildcard src/*/*.c))
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o)
# gcc optimizes the library across files, once for all that is linked with it (`make LTO=` does not).
ifeq ($(SANITIZE)$(if $(findstring Free Software Foundation,$(shell $(or $(CC),cc) --version 2>&1)),,other),)
LTO := -flto=auto
endif
ifeq ($(LTO),)
LIB_PARTS := $(LIB_OBJ)
else
LIB_PARTS := $(BUILD)/newsclip.o
$(LIB_OBJ): LTO_FLAGS := $(LTO)
endif
COMMAND_OBJ := $(COMMAND_SRC:%.c=$(BUILD)/%.o)
ROOM_OBJ := $(filter-out $(BUILD)/src/cli/%,$(COMMAND_OBJ))
TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/*_test.c))
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c)))
ifneq ($(CONFIG_SYSTEM),Darwin)
EVIL := $(BUILD)/tests/newsclip-evil
endif
REPLAYS := $(FUZZERS:%=$(BUILD)/tests/fuzz_%)

ifeq ($(CONFIG_SYSTEM),Darwin)
SHARED := libnewsclip.$(SOVERSION).dylib
SHARED_LINK := libnewsclip.dylib
SHARED_FLAGS = -dynamiclib -install_name $(LIBDIR)/$(SHARED)
else
SHARED := libnewsclip.so.$(SOVERSION)
SHARED_LINK := libnewsclip.so
SHARED_FLAGS = -shared -Wl,-soname,$(SHARED)
endif

ifdef CONFINED
PROGRAM := $(BUILD)/newsclip
else
PROGRAM := newsclip
endif

ifdef V
quiet =
else
quiet = @printf '  %-5s %s\n' '$(1)' '$(2)';
endif

.PHONY: all demo model model-cv model-run model-cv-run check check-long check-scale install uninstall deps test-deps asan \
	fuzz fuzz-all fuzzers memcheck memcheck-run lint bench bench-json bench-peers bench-warc bench-crawl clean help
.DELETE_ON_ERROR:

all: $(PROGRAM) $(BUILD)/libnewsclip.a $(BUILD)/$(SHARED) $(BUILD)/newsclip.pc

help:
	@echo 'make             build ./newsclip, the library, newsclip.pc'
	@echo 'make demo        crawl the sample portal twice into build/demo/'
	@echo 'make check       all tests; T=decode runs one file of them'
	@echo 'make check-long  the tests that take longer'
	@echo 'make check-scale the tests of many machines: Spark, a fleet of crawlers on PostgreSQL'
	@echo 'make asan        all tests under the address and undefined-behaviour sanitizers'
	@echo 'make fuzz        T=name S=seconds: one fuzz target (needs clang)'
	@echo 'make fuzz-all    S=seconds: all of them, two at once, the time shared by risk; SEED=N looks elsewhere'
	@echo 'make memcheck    valgrind over a sample of pages'
	@echo 'make lint        gcc -fanalyzer, clang-tidy and cppcheck over the source'
	@echo 'make bench       speed as a ratio to the bare parse; PAGES=DIR holds *.html.gz; bench-json: for machines'
	@echo 'make bench-peers the same beside trafilatura, readability-lxml and resiliparse, installed into build/'
	@echo 'make bench-warc  bulk extraction of a WARC of COUNT pages on one core and on two'
	@echo 'make bench-crawl a crawl of ARTICLES generated pages on loopback, beside wget2 and Scrapy; WEIGHT=KB around each'
	@echo 'make model       train the model of the body anew; model-cv scores it on publishers it has not seen'
	@echo 'make deps        install the packages that the build and the tests need'
	@echo 'make install     PREFIX=$(PREFIX) DESTDIR='
	@echo 'make uninstall'
	@echo 'make clean'
	@echo 'V=1 shows whole commands; CC, CFLAGS, LTO, LDFLAGS, BUILD, PYTHON are yours to set.'

# ---- Set-up ----

build/config.mk: src/deps.sh
	@sh src/deps.sh build $@

deps:
	@sh src/deps.sh build build/config.mk
	@sh src/deps.sh test

test-deps:
	@sh src/deps.sh test

# ---- Products ----

$(PROGRAM): $(COMMAND_OBJ) $(BUILD)/libnewsclip.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS_ALL) $(LINK_PROGRAM) $(LDFLAGS_ALL) -o $@ $^ $(CONFIG_LIBS)

$(BUILD)/newsclip.o: $(LIB_OBJ)
	$(call quiet,LINK,$@)$(CC) $(CFLAGS_ALL) $(LTO) -r -flinker-output=nolto-rel -o $@ $^

$(BUILD)/libnewsclip.a: $(LIB_PARTS)
	$(call quiet,AR,$@)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/$(SHARED): $(LIB_PARTS)
	$(call quiet,LINK,$@)$(CC) $(CFLAGS_ALL) $(SHARED_FLAGS) $(LDFLAGS_ALL) -o $@ $^ $(CONFIG_LIBRARY_LIBS)

$(BUILD)/newsclip.pc: Makefile
	$(call quiet,GEN,$@)mkdir -p $(@D) && printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$(INCLUDEDIR)' '' \
		'Name: newsclip' 'Description: Clips articles out of news pages' 'Version: $(VERSION)' \
		'Requires.private: $(CONFIG_MODULES)' 'Libs: -L$${libdir} -lnewsclip' \
		'Libs.private: $(CONFIG_ICONV)' 'Cflags: -I$${includedir}' > $@

# Objects know the flags they were made with: a change of them makes all anew.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D) && echo '$(subst ','\'',$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(LTO))' > $@.new && \
		if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
FORCE:

$(BUILD)/%.o: %.c $(BUILD)/flags
	$(call quiet,CC,$<)mkdir -p $(@D) && $(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(LTO_FLAGS) -MMD -MP -c -o $@ $<

# ---- Tests ----

$(BUILD)/tests/%_test: $(BUILD)/tests/%_test.o $(ROOM_OBJ) $(BUILD)/libnewsclip.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS_ALL) $(LINK_PROGRAM) $(LDFLAGS_ALL) -pthread -o $@ $^ $(CONFIG_LIBS) \
		$(CONFIG_OPENED_LIBS) -lcmocka

$(BUILD)/tests/fuzz_%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o $(ROOM_OBJ) $(BUILD)/libnewsclip.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS_ALL) $(LINK_PROGRAM) $(LDFLAGS_ALL) -o $@ $^ $(CONFIG_LIBS)

# The command with a worker that pages can take over at will, for the test that this gains them nothing.
$(BUILD)/tests/newsclip-evil: $(BUILD)/tests/evil/breakout.o $(COMMAND_OBJ) $(BUILD)/libnewsclip.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS_ALL) $(LINK_PROGRAM) $(LDFLAGS_ALL) -Wl,--wrap=work_clip -o $@ $^ $(CONFIG_LIBS)

$(TESTS:=.o): | test-deps
.SECONDARY:

check: test-deps all $(TESTS) $(REPLAYS) $(EVIL) $(BUILD)/bench
	@$(PYTHON) tests/run.py --program $(PROGRAM) --build $(BUILD) $(if $(T),--only $(T))

check-long: test-deps all $(TESTS) $(REPLAYS) $(EVIL) $(BUILD)/bench
	@$(if $(SANITIZE),true,sh src/deps.sh memcheck)
	@$(PYTHON) tests/run.py --program $(PROGRAM) --build $(BUILD) --long $(if $(T),--only $(T))

# The tests of many machines. Spark is installed as its Python package, one folder a version, below build/.
SPARK_ENVS := $(patsubst src/spark/requirements-%.txt,build/spark-python/%/done,$(wildcard src/spark/requirements-*.txt))

build/spark-python/%/done: src/spark/requirements-%.txt
	@sh src/deps.sh scale
	$(call quiet,PIP,$<)rm -rf $(@D) && $(PYTHON) -m venv $(@D) && $(@D)/bin/pip install -q -r $< && touch $@

check-scale: test-deps all $(SPARK_ENVS) $(filter $(BUILD)/tests/state%,$(TESTS))
	@sh src/deps.sh scale
	@$(PYTHON) tests/run.py --program $(PROGRAM) --build $(BUILD) --scale $(if $(T),--only $(T))

asan:
	@$(MAKE) --no-print-directory BUILD=build/asan SANITIZE=address,undefined CFLAGS='-O1 -g' $(or $(GOAL),check)

# valgrind over a sample; the processes run without their lock, which valgrind itself could not live in.
memcheck:
	@sh src/deps.sh memcheck
	@$(MAKE) --no-print-directory BUILD=build/memcheck CONFINED=0 CFLAGS='-O1 -g' memcheck-run
memcheck-run: $(PROGRAM) $(REPLAYS)
	@$(PYTHON) tests/memcheck.py --build $(BUILD)

# Findings of three readers of the source. What is left out of them, and why, stands in .clang-tidy and tests/lint.py.
lint:
	@sh src/deps.sh lint
	@$(PYTHON) tests/lint.py --jobs $(or $(JOBS),2) -- $(CPPFLAGS_ALL)

demo: test-deps $(PROGRAM)
	@$(PYTHON) tests/demo.py --program $(PROGRAM) --data build/demo

# One target for S seconds, with its seeds; findings stay in build/fuzz/NAME/.
fuzz:
	@sh src/deps.sh fuzz
	@$(MAKE) --no-print-directory BUILD=build/fuzzing CC=clang SANITIZE=fuzzer-no-link,address,undefined \
		CFLAGS='-O1 -g' $(if $(T),build/fuzzing/fuzz_$(T),fuzzers)
	@$(if $(T),mkdir -p build/fuzz/$(T) && cd build/fuzz/$(T) && \
		../../fuzzing/fuzz_$(T) -max_total_time=$(or $(S),60) -max_len=65536 -timeout=10 -rss_limit_mb=2048 \
		. ../../../tests/fuzz/corpus/$(T))

# Fails on any finding; what is found stays where fuzz would leave it.
fuzz-all: fuzz
	@$(PYTHON) tests/fuzz_all.py --targets build/fuzzing --keep build/fuzz --seconds $(or $(S),300) --jobs $(or $(JOBS),2) \
		--seed $(or $(SEED),1)

fuzzers: $(FUZZERS:%=$(BUILD)/fuzz_%)
$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/%.o $(ROOM_OBJ) $(BUILD)/libnewsclip.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS_ALL) -fsanitize=fuzzer,address,undefined -o $@ $^ $(CONFIG_LIBS)

# Bulk extraction of a WARC made of the same pages; COUNT of them, ROUNDS times.
bench-warc: $(BUILD)/bench $(PROGRAM)
	@$(PYTHON) tests/bench/warc.py ./$(PROGRAM) $(BUILD)/bench $(or $(PAGES),$(wildcard ../shared/eval/aeb/pages)) \
		$(or $(COUNT),4000) $(ROUNDS)

# A crawl on loopback beside wget2 and Scrapy, where the system has them.
ARTICLES ?= 10000
WEIGHT ?= 0
ROUNDS ?= 3
bench-crawl: $(PROGRAM) $(BUILD)/portal
	-@sh src/deps.sh bench-crawl
	@$(PYTHON) tests/bench/crawl.py ./$(PROGRAM) $(BUILD)/portal --articles $(ARTICLES) --weight $(WEIGHT) --rounds $(ROUNDS) \
		$(if $(SCRAPY_HOSTS),--scrapy-hosts $(SCRAPY_HOSTS))
$(BUILD)/portal: tests/bench/portal.c
	$(call quiet,LINK,$@)mkdir -p $(@D) && $(CC) -D_GNU_SOURCE $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $<

# Speed on one core: ratios to libxml2's bare parse of the same pages in the same run; of other tools, too, where
# `make bench-peers` has installed them. PAGES=DIR in place of the evaluation sets.
BENCH_ENV := build/bench-python
BENCH_PAGES = $(or $(PAGES),$(wildcard ../shared/eval/aeb/pages) $(addsuffix :300,$(wildcard ../shared/eval/wcxb/pages)))
bench bench-json: $(BUILD)/bench $(PROGRAM)
	-@sh src/deps.sh bench
	@$(PYTHON) tests/bench/speed.py $(if $(filter bench-json,$@),--json) --peers $(BENCH_ENV)/bin/python --rounds $(ROUNDS) \
		./$(PROGRAM) $(BUILD)/bench $(BENCH_PAGES)
bench-peers: $(BENCH_ENV)/done bench
$(BENCH_ENV)/done: tests/bench/requirements.txt
	@rm -rf $(@D) && $(PYTHON) -m venv $(@D) && $(@D)/bin/pip install -q -r $< && touch $@

$(BUILD)/bench: $(BUILD)/tests/bench/bench.o $(ROOM_OBJ) $(BUILD)/libnewsclip.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS_ALL) $(LINK_PROGRAM) $(LDFLAGS_ALL) -o $@ $^ $(CONFIG_LIBS)

# ---- The model of the body: needed only to train it anew ----

EVAL ?= ../shared/eval
MODEL_ENV := build/model-python
MODEL_PARTS := $(BUILD)/src/extract/model/pages.o $(ROOM_OBJ) $(BUILD)/libnewsclip.a
MODEL_MAIN := $(patsubst %,$(BUILD)/src/extract/model/%.o,features bodies)

$(MODEL_ENV)/done: src/extract/model/requirements.txt
	@rm -rf $(@D) && $(PYTHON) -m venv $(@D) && $(@D)/bin/pip install -q -r $< && touch $@

# Writes src/extract/body_model.inc, the same bytes from the same input; model-cv scores it on unseen publishers. Its tools
# have their own in place of members of the library, so these stay apart.
model model-cv: $(MODEL_ENV)/done
	@$(MAKE) --no-print-directory BUILD=build/model-parts LTO= $@-run
model-run model-cv-run: $(MODEL_PARTS) $(MODEL_MAIN)
	@$(MODEL_ENV)/bin/python src/extract/model/train.py --eval $(EVAL) --work build/model --jobs $(or $(JOBS),1) \
		$(if $(filter model-cv-run,$@),--cv) --compile "$(CC) $(subst ",\",$(CPPFLAGS_ALL)) $(CFLAGS_ALL)" \
		--link "$(CC) $(CFLAGS_ALL) $(LINK_PROGRAM) $(LDFLAGS_ALL) -o @OUT@ $(BUILD)/src/extract/model/@TOOL@.o @MODEL@ \
		$(MODEL_PARTS) $(CONFIG_LIBS)"

# ---- Installation ----

INSTALLED = $(BINDIR)/newsclip $(LIBDIR)/libnewsclip.a $(LIBDIR)/$(SHARED) $(LIBDIR)/$(SHARED_LINK) \
	$(LIBDIR)/pkgconfig/newsclip.pc $(INCLUDEDIR)/newsclip.h $(COMPLETIONS) $(MANUAL)
COMPLETIONS = $(PREFIX)/share/bash-completion/completions/newsclip $(PREFIX)/share/zsh/site-functions/_newsclip \
	$(PREFIX)/share/fish/vendor_completions.d/newsclip.fish
MANUAL = $(foreach section,1 3 5,$(patsubst src/cli/man/%,$(MANDIR)/man$(section)/%,$(wildcard src/cli/man/*.$(section))))

install: all
	install -d $(addprefix $(DESTDIR),$(BINDIR) $(LIBDIR)/pkgconfig $(INCLUDEDIR) $(DATADIR)/selectors)
	install -m 755 $(PROGRAM) $(DESTDIR)$(BINDIR)/newsclip
	install -d $(addprefix $(DESTDIR),$(dir $(COMPLETIONS)))
	./$(PROGRAM) completion bash > $(DESTDIR)$(word 1,$(COMPLETIONS))
	./$(PROGRAM) completion zsh > $(DESTDIR)$(word 2,$(COMPLETIONS))
	./$(PROGRAM) completion fish > $(DESTDIR)$(word 3,$(COMPLETIONS))
	install -m 644 $(BUILD)/libnewsclip.a $(DESTDIR)$(LIBDIR)/
	install -m 755 $(BUILD)/$(SHARED) $(DESTDIR)$(LIBDIR)/
	ln -sf $(SHARED) $(DESTDIR)$(LIBDIR)/$(SHARED_LINK)
	install -m 644 $(BUILD)/newsclip.pc $(DESTDIR)$(LIBDIR)/pkgconfig/
	install -m 644 include/newsclip.h $(DESTDIR)$(INCLUDEDIR)/
	install -d $(addprefix $(DESTDIR),$(sort $(dir $(MANUAL))))
	for f in src/cli/man/*.[1-8]; do install -m 644 "$$f" $(DESTDIR)$(MANDIR)/man$${f##*.}/ || exit 1; done
	for f in selectors/*.txt selectors/.[!.]*.txt; do \
		if [ -f "$$f" ]; then install -m 644 "$$f" $(DESTDIR)$(DATADIR)/selectors/ || exit 1; fi; done

uninstall:
	rm -f $(addprefix $(DESTDIR),$(INSTALLED)) $(DESTDIR)$(LIBDIR)/libnewsclip.*
	rm -rf $(DESTDIR)$(DATADIR)

clean:
	rm -rf build newsclip

-include $(wildcard $(BUILD)/src/*.d $(BUILD)/src/*/*.d $(BUILD)/src/extract/model/*.d $(BUILD)/tests/*.d $(BUILD)/tests/*/*.d)
