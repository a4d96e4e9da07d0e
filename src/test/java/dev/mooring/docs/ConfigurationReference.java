package dev.mooring.docs;

import com.sun.source.util.DocTrees;
import dev.mooring.EnvironmentName;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import io.smallrye.config.common.utils.StringUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

import static java.util.stream.Collectors.joining;

/**
 * The configuration reference, read from the sources of the {@link ConfigMapping} interfaces: a key is documented by
 * the Javadoc of its method and nowhere else.
 *
 * <p>It runs inside the compiler as an annotation processor, because types have to be resolved (groups, inherited
 * keys, enums), and stops before anything is compiled.
 */
final class ConfigurationReference {

    private static final String HEADER = """
            # Configuration reference

            Generated from the `@ConfigMapping` interfaces by `ConfigurationReferenceTest`; do not edit. After a change:
            `./mvnw test -Dtest=ConfigurationReferenceTest -Dmooring.docs.write=true`.

            Every key can also be given as an environment variable by the rules of MicroProfile Config
            (`mooring.instance-id` is `MOORING_INSTANCE_ID`). The column *Environment* has the names that the systems
            before Mooring used. Where no default is given the key is required, unless it is optional.
            """;

    private ConfigurationReference() {}

    /**
     * The reference of all mappings below a source directory, as Markdown.
     *
     * @throws UncheckedIOException when the sources cannot be read
     * @throws IllegalStateException when they cannot be understood, or a key has no Javadoc
     */
    static String ofSourcesBelow(Path directory) {
        try (Stream<Path> files = Files.walk(directory);
                var manager = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            return of(manager.getJavaFileObjectsFromPaths(sources));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The reference of all mappings in some sources, as Markdown.
     *
     * @throws IllegalStateException when they cannot be understood, or a key has no Javadoc
     */
    static String of(Iterable<? extends JavaFileObject> sources) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var reader = new MappingReader();
        var options = List.of("-proc:only", "-classpath", classPath());
        var task = ToolProvider.getSystemJavaCompiler().getTask(null, null, diagnostics, options, null, sources);
        task.setProcessors(List.of(reader));
        task.call();
        refuse("sources that do not compile", errorsOf(diagnostics));
        refuse("keys without Javadoc, or beyond this generator", reader.complaints);
        return HEADER + String.join("", reader.sections.values());
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static List<String> errorsOf(DiagnosticCollector<JavaFileObject> diagnostics) {
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString)
                .toList();
    }

    private static void refuse(String what, List<String> findings) {
        if (!findings.isEmpty()) {
            throw new IllegalStateException(what + ":\n" + String.join("\n", findings));
        }
    }

    /** Collects one section per mapping interface, by prefix. */
    @SupportedAnnotationTypes("io.smallrye.config.ConfigMapping")
    private static final class MappingReader extends AbstractProcessor {

        private final Map<String, String> sections = new TreeMap<>();
        private final List<String> complaints = new ArrayList<>();

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latestSupported();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            ElementFilter.typesIn(round.getElementsAnnotatedWith(ConfigMapping.class)).stream()
                    .sorted(Comparator.comparing(type -> type.getQualifiedName().toString()))
                    .forEach(this::section);
            return false;
        }

        private void section(TypeElement mapping) {
            var annotation = mapping.getAnnotation(ConfigMapping.class);
            if (annotation.namingStrategy() != ConfigMapping.NamingStrategy.KEBAB_CASE) {
                complaints.add(mapping + ": only the naming strategy KEBAB_CASE is supported");
            }
            var rows = new ArrayList<Row>();
            group(mapping, annotation.prefix(), rows);
            String introduction = describe(mapping).map(text -> text + "\n\n").orElse("");
            String table = rows.stream().map(Row::asMarkdown).collect(joining("\n", Row.HEADER, "\n"));
            sections.put(
                    annotation.prefix() + ' ' + mapping.getQualifiedName(),
                    "\n## `%s`\n\n%s%s".formatted(annotation.prefix(), introduction, table));
        }

        /** Keys that are inherited come first, then the group's own, each in the order of the source. */
        private void group(TypeElement type, String prefix, List<Row> rows) {
            type.getInterfaces().forEach(parent -> group(elementOf(parent), prefix, rows));
            ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                    .filter(method -> !method.getModifiers().contains(Modifier.STATIC))
                    .filter(method -> !method.getModifiers().contains(Modifier.PRIVATE))
                    .forEach(method -> key(method, prefix, rows));
        }

        private void key(ExecutableElement method, String prefix, List<Row> rows) {
            Optional<String> description = describe(method);
            if (description.isEmpty()) {
                complaints.add(method.getEnclosingElement() + "." + method + ": has no Javadoc");
            }
            var value = valueOf(method.getReturnType(), keyOf(method, prefix), false);
            if (isGroup(value.type())) {
                group(elementOf(value.type()), value.key(), rows);
            } else {
                rows.add(new Row(
                        value.key(),
                        typeName(value.type()),
                        defaultOf(method, value.optional()),
                        environmentOf(method),
                        description.orElse("")));
            }
        }

        private static String keyOf(ExecutableElement method, String prefix) {
            if (method.getAnnotation(WithParentName.class) != null) {
                return prefix;
            }
            var name = method.getAnnotation(WithName.class);
            String last = name != null
                    ? name.value()
                    : StringUtil.skewer(method.getSimpleName().toString());
            return prefix.isEmpty() ? last : prefix + '.' + last;
        }

        /** Takes containers off until the type of the value itself is left. */
        private Value valueOf(TypeMirror type, String key, boolean optional) {
            if (isOneOf(type, Optional.class)) {
                return valueOf(argument(type, 0), key, true);
            }
            if (isOneOf(type, Map.class)) {
                return valueOf(argument(type, 1), key + ".<name>", true);
            }
            if (isOneOf(type, List.class, Set.class)) {
                TypeMirror item = argument(type, 0);
                return isGroup(item) ? new Value(item, key + "[n]", true) : new Value(type, key, optional);
            }
            boolean number = isOneOf(type, OptionalInt.class, OptionalLong.class, OptionalDouble.class);
            return new Value(type, key, optional || number);
        }

        /** A group is an interface of ours; those of the JDK and of libraries are values with a converter. */
        private boolean isGroup(TypeMirror type) {
            return type.getKind() == TypeKind.DECLARED
                    && elementOf(type).getKind() == ElementKind.INTERFACE
                    && DocTrees.instance(processingEnv).getPath(elementOf(type)) != null;
        }

        private boolean isOneOf(TypeMirror type, Class<?>... candidates) {
            return type.getKind() == TypeKind.DECLARED
                    && Stream.of(candidates)
                            .anyMatch(candidate ->
                                    elementOf(type).getQualifiedName().contentEquals(candidate.getName()));
        }

        private static TypeMirror argument(TypeMirror type, int index) {
            return ((DeclaredType) type).getTypeArguments().get(index);
        }

        private TypeElement elementOf(TypeMirror type) {
            return (TypeElement) processingEnv.getTypeUtils().asElement(type);
        }

        private String typeName(TypeMirror type) {
            if (type.getKind() != TypeKind.DECLARED) {
                return type.getKind() == TypeKind.BOOLEAN ? "boolean" : "number";
            }
            if (isOneOf(type, List.class, Set.class)) {
                return "list of " + typeName(argument(type, 0));
            }
            var element = elementOf(type);
            if (element.getKind() == ElementKind.ENUM) {
                return element.getEnclosedElements().stream()
                        .filter(member -> member.getKind() == ElementKind.ENUM_CONSTANT)
                        .map(constant -> '`' + StringUtil.skewer(constant.toString()) + '`')
                        .collect(joining(", "));
            }
            return switch (element.getSimpleName().toString()) {
                case "String" -> "text";
                case "Integer", "Long", "Double", "OptionalInt", "OptionalLong", "OptionalDouble" -> "number";
                default -> StringUtil.skewer(element.getSimpleName().toString()).replace('-', ' ');
            };
        }

        private static String defaultOf(ExecutableElement method, boolean optional) {
            var annotation = method.getAnnotation(WithDefault.class);
            if (annotation != null) {
                return '`' + annotation.value() + '`';
            }
            if (method.isDefault()) {
                return "computed";
            }
            return optional ? "optional" : "**required**";
        }

        private static String environmentOf(ExecutableElement method) {
            var annotation = method.getAnnotation(EnvironmentName.class);
            return annotation == null
                    ? ""
                    : Stream.of(annotation.value())
                            .map(name -> '`' + name + '`')
                            .collect(joining(", "));
        }

        private Optional<String> describe(Element element) {
            return Optional.ofNullable(DocTrees.instance(processingEnv).getDocCommentTree(element))
                    .map(comment -> new DocToMarkdown().convert(comment.getFullBody()))
                    .filter(text -> !text.isEmpty());
        }
    }

    /** A key and the type of its value, without the containers round it. */
    private record Value(TypeMirror type, String key, boolean optional) {}

    private record Row(String key, String type, String defaultValue, String environment, String description) {

        static final String HEADER = "| Key | Type | Default | Environment | What it does |\n|---|---|---|---|---|\n";

        String asMarkdown() {
            return "| `%s` | %s | %s | %s | %s |"
                    .formatted(key, type, cell(defaultValue), environment, cell(description));
        }

        private static String cell(String text) {
            return text.replace("|", "\\|");
        }
    }
}
