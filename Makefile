# Every target is one line of tools/dev.py, so that Windows and macOS have the same commands.
PYTHON ?= python3

.PHONY: run setup test check test-network test-slow fuzz translations screenshots bench package lock clean

run:            ## set up, then open the app (without a display: the demo)
	@$(PYTHON) tools/dev.py run

setup:          ## set up only; the program is then .venv/bin/megachat
	@$(PYTHON) tools/dev.py setup

test:           ## set up, then linters, types, layers and the whole test suite
	@$(PYTHON) tools/dev.py test

check:          ## linters, types and layers only
	@$(PYTHON) tools/dev.py check

test-network:   ## two hosts behind two NATs and a self-hosted relay (root, cargo)
	@$(PYTHON) tools/dev.py test-network

test-slow:      ## tests longer than a minute
	@$(PYTHON) tools/dev.py test-slow

fuzz:           ## a million hostile inputs for every parser
	@$(PYTHON) tools/dev.py fuzz

translations:   ## gather the strings of the window for the translators
	@$(PYTHON) tools/dev.py translations

screenshots:    ## pictures of every screen, both themes and languages, into docs/screens
	@$(PYTHON) tools/dev.py screenshots

bench:          ## every figure of the README
	@$(PYTHON) tools/dev.py bench

package:        ## the packages of this system, in dist/
	@$(PYTHON) tools/dev.py package

lock:           ## resolve the dependencies anew (needs uv)
	@$(PYTHON) tools/lock.py

clean:
	rm -rf .venv build dist
