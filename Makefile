# The two commands: make run, make test. make package builds what others install.
DATA ?=
PORT ?= 8080

.PHONY: run test build web bench package clean

run: build
	@exec .build/release/salus up --port $(PORT) $(if $(DATA),--data "$(DATA)")

build:
	@scripts/bootstrap
	@scripts/web
	@swift build -c release --product salus

web:
	@scripts/web

test:
	@scripts/bootstrap --tests
	@scripts/test

bench:
	@scripts/bootstrap
	@swift build -c release --product salus-bench
	@.build/release/salus-bench || true  # lists the benchmarks

package:
	@scripts/bootstrap
	@scripts/package

clean:
	@rm -rf .build web/dist web/node_modules test-results .venv
