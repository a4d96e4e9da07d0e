package dev.mooring.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

class DependenciesDocumentTest {

    private static final Path POM = Path.of("pom.xml");
    private static final Path DOCUMENT = Path.of("docs/dependencies.md");

    /** A table row whose four cells all say something; the first is the artifact. */
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` +\\|( [^|]*[^| ] +\\|){3}");

    private static final String DIRECT = "/project/dependencies/dependency/artifactId"
            + " | /project/profiles/profile/dependencies/dependency/artifactId"
            + " | //plugins/plugin/artifactId | //annotationProcessorPaths/path/artifactId";

    @Test
    void shouldHaveOneLineForEachDirectDependencyAndPlugin() throws Exception {
        List<String> direct = artifactsIn(POM);

        assertThat(direct).contains("quarkus-arc", "error_prone_core", "spotless-maven-plugin");
        assertThat(linesOf(DOCUMENT)).containsExactlyInAnyOrderElementsOf(direct);
    }

    private static List<String> artifactsIn(Path pom) throws Exception {
        var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        var found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(DIRECT, document, XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
                .mapToObj(index -> found.item(index).getTextContent().strip())
                .distinct()
                .toList();
    }

    private static List<String> linesOf(Path document) throws IOException {
        return Files.readAllLines(document).stream()
                .map(ROW::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1))
                .toList();
    }
}
