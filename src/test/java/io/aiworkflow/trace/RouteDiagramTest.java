package io.aiworkflow.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.trace.DiagramNode.Branch;
import io.aiworkflow.trace.RouteDiagram.StepState;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class RouteDiagramTest {
    private static final DiagramNode STEP = new DiagramNode("step", "ask", "ask", List.of());

    @Test
    void hasATitleAndADescriptionForThoseWhoCannotSeeIt() throws Exception {
        Document svg = draw("Workflow ask", "Asks <a model>.", List.of(STEP), Map.of());
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("Workflow ask");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent()).isEqualTo("Asks <a model>.");
        assertThat(svg.getDocumentElement().getAttribute("role")).isEqualTo("img");
    }

    @Test
    void whatAuthorsWriteIsTextOnly() throws Exception {
        String bad = "\"><script>alert(1)</script>&amp;'\u0001\uD800]]>";
        DiagramNode node =
                new DiagramNode("choice", bad, "", List.of(new Branch(bad, List.of(DiagramNode.leaf("to", bad, "")))));
        Document svg = draw(bad, bad, List.of(node), Map.of());
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(texts(svg)).anyMatch(text -> text.contains("<script>alert(1)</script>"));
    }

    @Test
    void holdsNeitherStylesNorHandlersNorLinks() {
        String svg = RouteDiagram.svg("t", "d", List.of(STEP), Map.of("ask", new StepState(StepMark.DONE, "")));
        assertThat(svg).doesNotContain("style", "onload", "href", "<script", "<foreignObject");
    }

    @Test
    void tellsTheStateOfAStepByWordAndColour() throws Exception {
        Document svg = draw("t", "d", List.of(STEP), Map.of("ask", new StepState(StepMark.FAILED, "2 times")));
        assertThat(texts(svg)).contains("step ask · failed 2 times");
        Element box = (Element) svg.getElementsByTagName("rect").item(1);
        assertThat(box.getAttribute("stroke")).isEqualTo(StepMark.FAILED.line());
    }

    @Test
    void alternativesStandSideBySideInsideTheirFrame() throws Exception {
        DiagramNode choice = new DiagramNode(
                "choice",
                "",
                "",
                List.of(
                        new Branch("a", List.of(DiagramNode.leaf("log", "one", ""))),
                        new Branch("otherwise", List.of(DiagramNode.leaf("log", "two", "")))));
        Document svg = draw("t", "d", List.of(choice), Map.of());
        Element frame = (Element) svg.getElementsByTagName("rect").item(1);
        Element one = (Element) svg.getElementsByTagName("rect").item(2);
        Element two = (Element) svg.getElementsByTagName("rect").item(3);
        assertThat(one.getAttribute("y")).isEqualTo(two.getAttribute("y"));
        assertThat(number(two, "x")).isGreaterThanOrEqualTo(number(one, "x") + number(one, "width"));
        for (Element inner : List.of(one, two)) {
            assertThat(number(inner, "x")).isGreaterThanOrEqualTo(number(frame, "x"));
            assertThat(number(inner, "x") + number(inner, "width"))
                    .isLessThanOrEqualTo(number(frame, "x") + number(frame, "width"));
            assertThat(number(inner, "y") + number(inner, "height"))
                    .isLessThanOrEqualTo(number(frame, "y") + number(frame, "height"));
        }
    }

    @Test
    void deepNestingIsDrawnToo() throws Exception {
        DiagramNode node = STEP;
        for (int i = 0; i < 30; i++) {
            node = new DiagramNode("loop", "", "", List.of(new Branch("", List.of(node))));
        }
        assertThat(draw("t", "d", List.of(node), Map.of())
                        .getElementsByTagName("rect")
                        .getLength())
                .isEqualTo(32);
    }

    private static Document draw(
            String title, String description, List<DiagramNode> nodes, Map<String, StepState> states) throws Exception {
        String svg = RouteDiagram.svg(title, description, nodes, states);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(Document svg) {
        NodeList nodes = svg.getElementsByTagName("text");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }
}
