# package.mk: what users install from. fcgi/host/NAME.sh makes it, tests/package/NAME.sh tries
# it, with the Debian packages that deps.sh has as NAME and check-NAME.
packages := deb image
package_checks := $(addprefix check-,$(packages))
.PHONY: install uninstall dist $(packages) $(package_checks)

install: all
install uninstall: ## install to $(DESTDIR)$(prefix); uninstall: take that away again
	@$(if $(filter install,$@),fcgi/docs/build.sh $(BUILD) run)
	fcgi/host/install.sh $(if $(filter install,$@),$(BUILD),$@) $(call quote,$(DESTDIR)) $(call quote,$(prefix))

deb: ## build/todo-api_VERSION_ARCH.deb, a Debian package
image: ## the image todo-api:VERSION, by docker, podman or buildah
# An image brings along what its build takes.
needs = fcgi/host/deps.sh run $@ &&
deb: needs = fcgi/host/deps.sh install deb &&
image: needs :=
$(packages):
	@$(needs) fcgi/docs/build.sh $(BUILD) run && exec fcgi/host/$@.sh $(BUILD)
$(package_checks): check-%:
	@fcgi/host/deps.sh run $@ && exec tests/package/$*.sh

dist: all docs ## build/todo-api-VERSION.tar.gz of the last commit, with the API's document and its page
	@fcgi/host/dist.sh $(BUILD)
