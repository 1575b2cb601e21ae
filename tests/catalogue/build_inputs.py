"""Files that real builds read although their names look like junk, or like something next to it."""

BUILD_INPUTS = tuple(
    """
    package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-workspace.yaml
    bun.lockb .npmrc .yarnrc .yarnrc.yml .yarn/releases/yarn-4.1.0.cjs .yarn/plugins/a.cjs
    .yarn/patches/a.patch .pnp.cjs .nvmrc .node-version tsconfig.json tsconfig.build.json jsconfig.json
    vite.config.ts next.config.mjs nuxt.config.ts svelte.config.js angular.json nx.json turbo.json
    babel.config.js .babelrc .eslintrc.json .browserslistrc postcss.config.js tailwind.config.js
    webpack.config.js public/logo.png public/favicon.ico public/robots.txt public/manifest.json
    src/assets/logo.svg src/build/index.ts src/dist/a.ts src/out/b.ts src/cache/index.ts
    src/tests/helper.ts src/test.ts src/coverage/report.ts src/tmp/index.ts lib/index.js lib/logs/index.js
    bin/www bin/cli.js dist/index.js build/static/js/main.js out/index.html .env.production .env.example
    .env.test .env.development prisma/schema.prisma prisma/migrations/1_init/migration.sql
    patches/react+18.patch vendor/lib.js scripts/build.sh scripts/postinstall.js pyproject.toml setup.py
    setup.cfg requirements.txt requirements/base.txt Pipfile Pipfile.lock poetry.lock uv.lock MANIFEST.in
    README.md README.rst LICENSE LICENSE.txt NOTICE VERSION src/app/token.py src/app/secrets.py
    src/app/env.py src/app/log.py src/app/venv.py src/app/cache/backend.py src/app/build/steps.py
    src/app/dist/a.py src/app/target/a.py src/app/data/seed.csv src/app/wandb/client.py
    src/app/my_cache/a.py src/app/obj/model.obj.json data/seed.csv data/model.parquet models/net.onnx
    models/weights.safetensors models/model.pt alembic.ini alembic/versions/1_a.py docs/conf.py
    docs/requirements.txt app/static/logo.png app/templates/base.html gunicorn.conf.py manage.py wsgi.py
    locale/de/LC_MESSAGES/django.po app/fixtures/initial.json go.mod go.sum go.work vendor/modules.txt
    vendor/github.com/a/b/c.go main.go cmd/server/main.go internal/build/build.go internal/log/log.go
    internal/cache/cache.go internal/test/test.go pkg/env/env.go pkg/coverage/a.go pkg/target/target.go
    pkg/obj/obj.go pkg/bin/bin.go test/e2e/helpers.go tests/helpers.go web/dist/index.html
    web/build/index.html static/js/app.min.js static/core.1234.js assets/embed.zip Cargo.toml Cargo.lock
    build.rs src/main.rs src/target/mod.rs src/build/mod.rs src/bin/tool.rs rust-toolchain.toml
    .cargo/config.toml crates/a/build.rs crates/dump/src/lib.rs pom.xml
    .mvn/wrapper/maven-wrapper.properties .mvn/wrapper/maven-wrapper.jar mvnw build.gradle
    build.gradle.kts settings.gradle gradle.properties gradlew gradle/wrapper/gradle-wrapper.jar
    gradle/libs.versions.toml src/main/java/com/a/build/Builder.java
    src/main/java/com/a/target/Target.java src/main/java/com/a/out/Out.java
    src/main/resources/application.yml libs/local.jar app/build/outputs.txt Gemfile Gemfile.lock Rakefile
    config.ru config/secrets.rb config/credentials.yml.enc config/database.yml app/models/log.rb
    lib/tasks/tmp.rake db/schema.rb db/seeds.rb vendor/cache/rails.gem bin/rails
    config/environments/test.rb composer.json composer.lock artisan bootstrap/app.php
    storage/app/.gitignore public/index.php src/Cache/Cache.php src/Log/Log.php config/bundles.php App.sln
    global.json NuGet.config Directory.Build.props src/Web/Web.csproj src/Web/appsettings.json
    src/Web/Program.cs src/Web/wwwroot/logo.png mix.exs mix.lock config/runtime.exs lib/app/cover.ex
    priv/static/logo.png rel/env.sh.eex rebar.config stack.yaml app.cabal cabal.project.freeze
    dune-project bin/dune lib/a.ml CMakeLists.txt cmake/build.cmake Makefile configure configure.ac
    lib/libx.a lib/libx.so third_party/a/b.c include/core.h src/core.c meson.build test/CMakeLists.txt
    tests/meson.build Package.swift Sources/App/main.swift pubspec.yaml pubspec.lock lib/main.dart
    build.zig build.zig.zon project.godot assets/a.png.import ProjectSettings/ProjectVersion.txt
    Assets/Library/a.cs main.tf .terraform.lock.hcl modules/a/variables.tf renv.lock renv/activate.R
    Project.toml Manifest.toml cpanfile Makefile.PL lib/A.pm app.rockspec deps.edn project.clj
    certs/ca.pem certs/cacert.pem certs/fullchain.pem keys/deploy.pub id_rsa.pub docker/entrypoint.sh
    nginx.conf deploy/app.conf src/a.snap src/schema.sql db/init.sql seeds/a.sql.tmpl templates/a.log.tmpl
    fonts/a.woff2
    """.split()
)
