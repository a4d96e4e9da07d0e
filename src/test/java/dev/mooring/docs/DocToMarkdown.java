package dev.mooring.docs;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ReferenceTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.util.SimpleDocTreeVisitor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Javadoc as one line of Markdown. Tags it does not know are printed as they are, so that nobody misses them. */
final class DocToMarkdown extends SimpleDocTreeVisitor<String, Void> {

    private static final Map<String, String> ENTITIES =
            Map.of("lt", "<", "gt", ">", "amp", "&", "quot", "\"", "nbsp", " ", "times", "×");

    private static final Map<String, String> ELEMENTS = Map.of("p", " ", "em", "*", "b", "**", "strong", "**");

    String convert(List<? extends DocTree> body) {
        String text = body.stream().map(tree -> tree.accept(this, null)).collect(Collectors.joining());
        return text.replaceAll("\\s+", " ").strip();
    }

    @Override
    protected String defaultAction(DocTree tree, Void ignored) {
        return tree.toString();
    }

    @Override
    public String visitText(TextTree tree, Void ignored) {
        return tree.getBody();
    }

    @Override
    public String visitLiteral(LiteralTree tree, Void ignored) {
        String body = tree.getBody().getBody().strip();
        return tree.getKind() == DocTree.Kind.CODE ? '`' + body + '`' : body;
    }

    @Override
    public String visitLink(LinkTree tree, Void ignored) {
        String label = convert(tree.getLabel());
        return label.isEmpty() ? tree.getReference().accept(this, null) : label;
    }

    @Override
    public String visitReference(ReferenceTree tree, Void ignored) {
        return '`' + tree.getSignature().replaceFirst("^#", "") + '`';
    }

    @Override
    public String visitEntity(EntityTree tree, Void ignored) {
        return ENTITIES.getOrDefault(tree.getName().toString(), tree.toString());
    }

    @Override
    public String visitStartElement(StartElementTree tree, Void ignored) {
        return ELEMENTS.getOrDefault(tree.getName().toString(), tree.toString());
    }

    @Override
    public String visitEndElement(EndElementTree tree, Void ignored) {
        return ELEMENTS.getOrDefault(tree.getName().toString(), tree.toString());
    }
}
