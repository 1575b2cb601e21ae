plugins {
    alias(libs.plugins.boot)
}

dependencies {
    implementation(project(":money"))
}

tasks.processResources {
    from(rootProject.file("LICENSE.txt")) { into("META-INF") }
}
