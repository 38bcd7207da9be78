# package.mk: what users install from. fcgi/host/NAME.sh makes it, tests/package/NAME.sh tries
# it, with the Debian packages that deps.sh has as NAME and check-NAME. The sources are
# tried, too, and make no package.
packages := deb bundle image
package_checks := $(addprefix check-,$(packages) source)
.PHONY: install uninstall dist $(packages) $(package_checks)

install: ## install to $(DESTDIR)$(prefix), as "make run" with the Debian packages that it takes
	@$(if $(DESTDIR),,! command -v dpkg-query >/dev/null || fcgi/host/deps.sh install)
	@+$(MAKE) --no-print-directory all
	@fcgi/docs/build.sh $(BUILD) run
	fcgi/host/install.sh $(BUILD) $(call quote,$(DESTDIR)) $(call quote,$(prefix))
uninstall: ## take that away again, and what "todo-admin setup" put into the host; no data, no settings
	fcgi/host/install.sh uninstall $(call quote,$(DESTDIR)) $(call quote,$(prefix))

deb: ## build/todo-api_VERSION_ARCH.deb, a Debian package
bundle: ## build/todo-api-VERSION-MACHINE.tar.xz, with all that it needs, for a host without root
image: ## the image todo-api:VERSION, by docker, podman or buildah
# An image brings along what its build takes.
needs = fcgi/host/deps.sh install $@ &&
image: needs :=
$(packages):
	@$(needs) fcgi/docs/build.sh $(BUILD) run && exec fcgi/host/$@.sh $(BUILD)
$(package_checks): check-%:
	@fcgi/host/deps.sh run $@ && exec tests/package/$*.sh

dist: all docs ## build/todo-api-VERSION.tar.gz of the last commit, with the API's document and its page
	@fcgi/host/dist.sh $(BUILD)
