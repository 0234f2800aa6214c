import com.helger.diver.api.coord.DVRCoordinate;
import com.helger.io.resource.FileSystemResource;
import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.en16931.EN16931Validation;
import com.helger.phive.peppol.PeppolValidation;
import com.helger.phive.peppol.PeppolValidation2026_05;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import com.helger.phive.xrechnung.XRechnungValidation;
import io.xlate.edi.stream.EDIInputFactory;
import io.xlate.edi.stream.EDIStreamException;
import java.io.File;
import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.xml.sax.SAXException;

/**
 * Checks every file of a folder against its schema and official rules, or reads it as other programs would: a line for each error, file, rule and text. The middle of a
 * file's name says by which rules, as 000001.peppol-bis.xml.
 */
public class Validate {
  public static void main(String[] arguments) throws Exception {
    var registry = new ValidationExecutorSetRegistry<IValidationSourceXML>();
    EN16931Validation.initEN16931(registry);
    PeppolValidation.initStandard(registry);
    XRechnungValidation.initXRechnung(registry);
    VeraGreenfieldFoundryProvider.initialise();
    Logger.getLogger("io.xlate").setLevel(Level.WARNING);
    File[] files = new File(arguments[0]).listFiles();
    Arrays.sort(files);
    for (File file : files) {
      String rules = file.getName().split("\\.")[1];
      if (rules.equals("pdf-a3")) checkPdf(file);
      else if (rules.equals("edi")) readEdi(file);
      else if (rules.equals("xml")) readXml(file);
      else checkXml(registry, file, rules);
      System.out.println(file.getName() + "\tchecked");
    }
  }

  private static void checkXml(ValidationExecutorSetRegistry<IValidationSourceXML> registry, File file, String rules)
      throws Exception {
    boolean credit = Files.readString(file.toPath()).contains("<CreditNote ");
    var result = ValidationExecutionManager.executeValidation(
        IValidityDeterminator.createDefault(), registry.getOfID(setOf(rules, credit)),
        ValidationSourceXML.create(new FileSystemResource(file)), Locale.ENGLISH);
    if (result.size() == 0) throw new IllegalStateException("no rules ran");
    for (var error : result.getAllErrors()) say(file, error.getErrorID(), error.getErrorText(Locale.ENGLISH));
  }

  @SuppressWarnings("deprecation")
  private static DVRCoordinate setOf(String rules, boolean credit) {
    switch (rules) {
      case "en16931-ubl":
        return credit ? EN16931Validation.VID_UBL_CREDIT_NOTE_1316 : EN16931Validation.VID_UBL_INVOICE_1316;
      case "peppol-bis":
        return credit ? PeppolValidation2026_05.VID_OPENPEPPOL_CREDIT_NOTE_UBL_V3
            : PeppolValidation2026_05.VID_OPENPEPPOL_INVOICE_UBL_V3;
      case "xrechnung":
        return credit ? XRechnungValidation.VID_XRECHNUNG_UBL_CREDITNOTE_302
            : XRechnungValidation.VID_XRECHNUNG_UBL_INVOICE_302;
      case "peppol-t16":
        return PeppolValidation2026_05.VID_OPENPEPPOL_DESPATCH_ADVICE_V3;
      case "peppol-t76":
        return PeppolValidation2026_05.VID_OPENPEPPOL_ORDER_RESPONSE_V3;
      case "peppol-t116":
        return PeppolValidation2026_05.VID_OPENPEPPOL_ORDER_RESPONSE_ADVANCED_V3;
      case "cii":
        return EN16931Validation.VID_CII_1316;
      default:
        throw new IllegalArgumentException("no rules are called " + rules);
    }
  }

  private static void checkPdf(File file) throws Exception {
    try (var stream = new FileInputStream(file);
        var parser = Foundries.defaultInstance().createParser(stream, PDFAFlavour.PDFA_3_B);
        var validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_B, false)) {
      for (var assertion : validator.validate(parser).getTestAssertions()) {
        var rule = assertion.getRuleId();
        say(file, rule.getClause() + "-" + rule.getTestNumber(), assertion.getMessage());
      }
    }
  }

  /** Reads an interchange of X12 or EDIFACT: its envelope, with its codes, and all counts and control numbers have to be right. */
  private static void readEdi(File file) throws Exception {
    String text = Files.readString(file.toPath(), StandardCharsets.ISO_8859_1);
    String charset = text.contains("UNB+UNOY") || text.contains("UNB+UNOW") ? "UTF-8" : "ISO-8859-1";
    try (var stream = new FileInputStream(file);
        var reader = EDIInputFactory.newFactory().createEDIStreamReader(stream, charset)) {
      while (reader.hasNext()) {
        switch (reader.next()) {
          case SEGMENT_ERROR, ELEMENT_OCCURRENCE_ERROR, ELEMENT_DATA_ERROR ->
              say(file, reader.getErrorType(), reader.getReferenceCode() + " " + reader.getLocation());
          default -> {
          }
        }
      }
    } catch (EDIStreamException error) {
      say(file, "UNREADABLE", error.getMessage());
    }
  }

  private static void readXml(File file) throws Exception {
    try {
      DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file);
    } catch (SAXException error) {
      say(file, "UNREADABLE", error.getMessage());
    }
  }

  private static void say(File file, Object rule, Object text) {
    System.out.println(file.getName() + "\t" + rule + "\t" + String.valueOf(text).replaceAll("\\s+", " "));
  }
}
