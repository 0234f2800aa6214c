import com.helger.diver.api.coord.DVRCoordinate;
import com.helger.io.resource.FileSystemResource;
import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.en16931.EN16931Validation;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import java.io.File;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;

/** Checks every .xml file of a folder against UBL 2.1 and the rules of EN 16931: a line for each error, file, rule and text. */
public class Validate {
  public static void main(String[] arguments) throws Exception {
    var registry = new ValidationExecutorSetRegistry<IValidationSourceXML>();
    EN16931Validation.initEN16931(registry);
    File[] files = new File(arguments[0]).listFiles((folder, name) -> name.endsWith(".xml"));
    Arrays.sort(files);
    for (File file : files) {
      boolean credit = Files.readString(file.toPath()).contains("<CreditNote ");
      DVRCoordinate rules = credit ? EN16931Validation.VID_UBL_CREDIT_NOTE_1316 : EN16931Validation.VID_UBL_INVOICE_1316;
      var result = ValidationExecutionManager.executeValidation(
          IValidityDeterminator.createDefault(), registry.getOfID(rules),
          ValidationSourceXML.create(new FileSystemResource(file)), Locale.ENGLISH);
      if (result.size() == 0) throw new IllegalStateException("no rules ran");
      for (var error : result.getAllErrors())
        System.out.println(file.getName() + "\t" + error.getErrorID() + "\t"
            + String.valueOf(error.getErrorText(Locale.ENGLISH)).replaceAll("\\s+", " "));
      System.out.println(file.getName() + "\tchecked");
    }
  }
}
