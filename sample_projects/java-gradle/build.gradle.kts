subprojects {
    apply(plugin = "java")
    repositories { mavenCentral() }
    version = "2.1.0"
}
